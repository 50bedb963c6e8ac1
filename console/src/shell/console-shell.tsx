import { Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { Ellipsis, Search } from 'lucide-react';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { AppError } from '../../../src/base/errors.ts';
import { useMe } from '../auth/me.ts';
import { VerifyDialog } from '../auth/verify-dialog.tsx';
import { ClockProvider } from '../data/clock.tsx';
import { SpaceProvider, spaceOfPath } from '../data/space.tsx';
import type { Space } from '../data/space.tsx';
import { Spinner } from '../kit/button.tsx';
import { Sheet } from '../kit/dialog.tsx';
import { Kbd } from '../kit/kbd.tsx';
import { ErrorState, Skeleton } from '../kit/states.tsx';
import { AccountMenu } from './account-menu.tsx';
import { Banners } from './banners.tsx';
import { CoverageMark } from '../logs/coverage-line.tsx';
import { LiveMark } from './live-mark.tsx';
import { useLive } from './live-state.ts';
import { Mark } from './mark.tsx';
import { MobileBar } from './mobile-bar.tsx';
import { Nav } from './nav.tsx';
import { ADMIN_PAGES, pagesOf, REHEARSAL_PAGE } from './pages.ts';
import { Redirect } from './redirect.tsx';
import { ShortcutHelp, useKeys } from './shortcuts.tsx';

const loadPalette = () => import('./command-palette.tsx');
const CommandPalette = lazy(async () => ({ default: (await loadPalette()).CommandPalette }));

/** Everything around a page, for somebody who is signed in; others are led to the sign-in page. */
export function ConsoleShell() {
  const me = useMe();
  const location = useLocation();
  if (me.isPending) {
    return (
      <div className="text-ink-3 flex min-h-dvh items-center justify-center" role="status" aria-label="Loading">
        <Spinner className="size-5" />
      </div>
    );
  }
  if (me.error instanceof AppError && me.error.status === 401) {
    return (
      <Redirect href={location.href === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(location.href)}`} />
    );
  }
  if (me.data === undefined) {
    return (
      <main className="pt-[20vh]">
        <ErrorState what="Breakwater does not answer" error={me.error} onRetry={() => void me.refetch()} />
      </main>
    );
  }
  return (
    <SpaceProvider value={spaceOfPath(location.pathname)}>
      <ClockProvider>
        <SignedIn space={spaceOfPath(location.pathname)} />
      </ClockProvider>
    </SpaceProvider>
  );
}

function SignedIn({ space }: { space: Space }) {
  const [paletteOpen, setPaletteOpen] = useState(false);
  const [helpOpen, setHelpOpen] = useState(false);
  const [menuOpen, setMenuOpen] = useState(false);
  useLive();
  // Fetched when the page has come to rest: whoever presses Ctrl-K types on at once, and no key may be lost.
  useEffect(() => {
    const idle = setTimeout(() => void loadPalette(), 1500);
    return () => clearTimeout(idle);
  }, []);
  useGlobalKeys(space, setPaletteOpen, setHelpOpen);
  const help = (): void => setHelpOpen(true);
  const search = (): void => setPaletteOpen(true);
  return (
    <div className="flex min-h-dvh">
      {space === 'rehearsal' && (
        <div className="border-rehearsal pointer-events-none fixed inset-0 z-35 border-2" aria-hidden="true" />
      )}
      <a
        href="#main"
        className="bg-accent-fill text-on-accent fixed top-2 left-2 z-50 -translate-y-20 rounded-md px-3 py-2 focus:translate-y-0"
      >
        Skip to the page
      </a>
      <aside className="border-line bg-sunken sticky top-0 hidden h-dvh w-52 shrink-0 flex-col border-r px-2.5 pt-3 pb-2.5 md:flex xl:w-56">
        <div className="mb-3 flex items-center gap-2.5 px-1.5">
          <Mark />
          <span className="flex-1 font-semibold tracking-tight">Breakwater</span>
        </div>
        <button
          type="button"
          onClick={search}
          className="border-line bg-surface text-ink-3 hover:border-edge mb-3 flex h-8 items-center gap-2 rounded-md border px-2 text-sm"
        >
          <Search size={14} aria-hidden="true" />
          <span className="flex-1 text-left">Search</span>
          <Kbd>Ctrl K</Kbd>
        </button>
        <Nav space={space} />
        <CoverageMark />
        <LiveMark />
        <AccountMenu onHelp={help} />
      </aside>
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="border-line bg-sunken flex h-12 items-center gap-2.5 border-b px-4 md:hidden">
          <Mark />
          <span className="flex-1 font-semibold tracking-tight">Breakwater</span>
          <LiveMark compact />
          <button
            type="button"
            aria-label="Search and commands"
            onClick={search}
            className="text-ink-2 flex size-11 items-center justify-center"
          >
            <Search size={18} aria-hidden="true" />
          </button>
        </header>
        <Banners space={space} />
        <main id="main" tabIndex={-1} className="min-w-0 flex-1 px-4 pt-4 pb-24 outline-none md:px-6 md:pt-6 md:pb-10">
          <Suspense fallback={<Skeleton lines={6} />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <MobileBar
        space={space}
        more={
          <button
            type="button"
            onClick={() => setMenuOpen(true)}
            className="text-ink-2 text-2xs flex flex-1 flex-col items-center justify-center gap-0.5"
          >
            <Ellipsis size={20} strokeWidth={1.75} aria-hidden="true" />
            More
          </button>
        }
      />
      <Sheet open={menuOpen} onClose={() => setMenuOpen(false)} title="Menu" footer={<AccountMenu onHelp={help} />}>
        <Nav space={space} onGo={() => setMenuOpen(false)} />
      </Sheet>
      <ShortcutHelp open={helpOpen} onClose={() => setHelpOpen(false)} />
      {paletteOpen && (
        <Suspense fallback={null}>
          <CommandPalette space={space} onClose={() => setPaletteOpen(false)} onHelp={help} />
        </Suspense>
      )}
      <VerifyDialog />
    </div>
  );
}

function useGlobalKeys(space: Space, setPalette: (open: boolean) => void, setHelp: (open: boolean) => void): void {
  const navigate = useNavigate();
  const goingUntil = useRef(0);
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        setPalette(true);
      }
    }
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [setPalette]);
  const keys = useMemo(() => {
    const map: Record<string, (event: KeyboardEvent) => void> = {
      '?': () => setHelp(true),
      g: (event) => {
        goingUntil.current = event.timeStamp + 1200;
      },
      '/': (event) => {
        const search = document.querySelector('input[type="search"]');
        if (!(search instanceof HTMLElement)) return;
        event.preventDefault();
        search.focus();
      },
    };
    for (const page of [...ADMIN_PAGES, REHEARSAL_PAGE, ...pagesOf('live'), ...pagesOf(space)]) {
      map[page.letter] = (event) => {
        if (event.timeStamp > goingUntil.current) return;
        goingUntil.current = 0;
        event.preventDefault();
        event.stopImmediatePropagation();
        void navigate({ to: page.path });
      };
    }
    return map;
  }, [navigate, setHelp, space]);
  useKeys(keys);
}
