import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { buttonClass } from '../kit/button.tsx';
import { EmptyState } from '../kit/states.tsx';

/** An address that leads nowhere. */
export function NotFound() {
  return (
    <EmptyState
      icon={<Compass size={24} />}
      title={<h1>There is no page at this address</h1>}
      action={
        <Link to="/" className={buttonClass('plain')}>
          To the overview
        </Link>
      }
    >
      It may have been moved, or the rehearsal it belonged to was removed.
    </EmptyState>
  );
}

/** The same as a page of its own, outside the shell. */
export function NotFoundPage() {
  return (
    <main className="pt-[12vh]">
      <NotFound />
    </main>
  );
}
