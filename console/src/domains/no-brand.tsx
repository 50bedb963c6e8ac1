import { Link } from '@tanstack/react-router';
import { useSpace } from '../data/space.tsx';
import { useBrands } from '../setup/queries.ts';

/** True once it is known that no brand is protected: then no name can be taken for an imitation of one. */
export function useHasNoBrand(): boolean {
  return useBrands().data?.items.length === 0;
}

/** The way to the step of the set-up where brands are added. A rehearsal brings its own brand and has no such step. */
export function BrandsStepLink() {
  const space = useSpace();
  if (space === 'rehearsal') return null;
  return (
    <Link to="/setup" search={{ step: 'brands' }} className="text-accent underline underline-offset-2">
      Add a brand in the set-up
    </Link>
  );
}
