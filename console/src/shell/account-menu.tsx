import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ChevronsUpDown, Keyboard, LogOut, Monitor, Moon, Sun, UserRound } from 'lucide-react';
import { useMe } from '../auth/me.ts';
import { clientsOf } from '../data/clients.ts';
import { Menu, MenuItem, MenuLine } from '../kit/menu.tsx';
import { sayFailed } from '../kit/toast.tsx';
import { t } from '../text/t.ts';
import { nextTheme, setTheme, useTheme } from './theme.ts';

const THEME_NAMES = { system: 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' } as const;

/** Who is signed in; theme, shortcuts, sign-out. */
export function AccountMenu({ onHelp }: { onHelp: () => void }) {
  const me = useMe();
  const theme = useTheme();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const signOut = useMutation({
    mutationFn: () => clientsOf('live').auth.signOut({}),
    onSuccess: async () => {
      await navigate({ to: '/sign-in' });
      queries.clear();
    },
    onError: (error) => sayFailed('Not signed out', error.message),
  });
  if (me.data === undefined) return null;
  const role =
    me.data.kind === 'bootstrap'
      ? 'No passkey yet'
      : me.data.role === null
        ? ''
        : t(`console.role-name.${me.data.role}`);
  const ThemeIcon = theme === 'system' ? Monitor : theme === 'light' ? Sun : Moon;
  return (
    <Menu
      side="top"
      align="start"
      trigger={
        <button
          type="button"
          className="hover:bg-hover flex w-full min-w-0 items-center gap-2.5 rounded-md px-2 py-1.5 text-left"
        >
          <span className="bg-pressed text-ink-2 flex size-6 shrink-0 items-center justify-center rounded-full">
            <UserRound size={14} aria-hidden="true" />
          </span>
          <span className="min-w-0 flex-1 leading-tight">
            <bdi className="block truncate text-sm">{me.data.name}</bdi>
            <span className="text-ink-3 text-2xs block truncate">{role}</span>
          </span>
          <ChevronsUpDown size={14} className="text-ink-3" aria-hidden="true" />
        </button>
      }
    >
      <MenuItem icon={<ThemeIcon size={15} />} onClick={() => setTheme(nextTheme(theme))}>
        {THEME_NAMES[theme]}
      </MenuItem>
      <MenuItem icon={<Keyboard size={15} />} onClick={onHelp}>
        Keyboard shortcuts
      </MenuItem>
      {me.data.kind !== 'bootstrap' && (
        <>
          <MenuLine />
          <MenuItem icon={<LogOut size={15} />} onClick={() => signOut.mutate()}>
            Sign out
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
