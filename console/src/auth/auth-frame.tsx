import type { ReactNode } from 'react';
import { Mark } from '../shell/mark.tsx';

/** The page around signing in: one narrow column, nothing else. */
export function AuthFrame({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  return (
    <main className="flex min-h-dvh flex-col items-center px-5 pt-[16vh] pb-10">
      <div className="w-full max-w-sm">
        <div className="mb-8 flex items-center gap-2.5">
          <Mark size={28} />
          <span className="text-lg font-semibold tracking-tight">Breakwater</span>
        </div>
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        {lead !== undefined && <div className="text-ink-2 mt-1">{lead}</div>}
        <div className="mt-6 flex flex-col gap-4">{children}</div>
      </div>
    </main>
  );
}
