import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { useNavigate } from '@tanstack/react-router';
import { Globe, Keyboard, Monitor, Search, Settings, Siren } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Permission } from '../../../src/base/permissions.ts';
import { useMay, useMe } from '../auth/me.ts';
import type { Space } from '../data/space.tsx';
import { useSpaceQuery } from '../data/use-query.ts';
import { SeverityIcon } from '../kit/badge.tsx';
import { Kbd } from '../kit/kbd.tsx';
import { SETTINGS_SECTIONS } from '../settings/sections.ts';
import { say } from '../text/t.ts';
import { visibleText } from '../text/visible-text.ts';
import { commandsFor, looksLikeHost, refang } from './commands.ts';
import { nextTheme, setTheme, useTheme } from './theme.ts';
import { ADMIN_PAGES, pagesOf, REHEARSAL_PAGE } from './pages.ts';
import { SUB_PAGES, WORDS } from './palette-pages.ts';

interface Command {
  value: string;
  label: string;
  /** What else it is found by. */
  words?: string | undefined;
  aside?: string | undefined;
  icon: ReactNode;
  run: () => void;
}

interface Group {
  value: string;
  items: Command[];
}

/** So many letters of a look-alike's name are typed before it is looked for. */
const MIN_NAME_LENGTH = 2;
const MAX_NAME_LENGTH = 200;

/** Search and commands: pages, incidents, look-alikes, actions, and checking a host by typing it. */
export function CommandPalette({ space, onClose, onHelp }: { space: Space; onClose: () => void; onHelp: () => void }) {
  const [text, setText] = useState('');
  const navigate = useNavigate();
  const theme = useTheme();
  const me = useMe();
  const query = text.trim();
  const incidents = useSpaceQuery('incidents', ['palette', query], (clients) =>
    clients.incidents.listIncidents({ query: { limit: 6, ...(query === '' ? { state: 'open' } : { q: query }) } }),
  );
  // Written harmless or as a link, a look-alike is found by its name all the same.
  const part = refang(query).replace(/^https?:\/\//i, '');
  const mayReadDomains = useMay('domains:read');
  const lookAlikes = useSpaceQuery(
    'look-alikes',
    ['palette', part],
    (clients) => clients.domains.listLookAlikes({ query: { text: part, limit: 6 } }),
    { enabled: mayReadDomains && part.length >= MIN_NAME_LENGTH && part.length <= MAX_NAME_LENGTH },
  );
  const prefix = space === 'rehearsal' ? '/rehearsal' : '';
  function go(href: string): void {
    void navigate({ href });
  }
  const may = (entry: { permission: Permission }): boolean => me.data?.permissions.includes(entry.permission) ?? false;
  const pages = [...pagesOf(space), ...ADMIN_PAGES, ...(space === 'live' ? [REHEARSAL_PAGE] : [])]
    .filter(may)
    .map((page): Command => {
      const Icon = page.icon;
      return {
        value: page.path,
        label: page.name,
        words: WORDS[page.id],
        aside: `g ${page.letter}`,
        icon: <Icon size={15} />,
        run: () => go(page.path),
      };
    });
  const subPages = SUB_PAGES.filter(may).map(({ icon: Icon, ...page }): Command => ({
    value: prefix + page.path,
    label: page.name,
    words: page.words,
    aside: 'Look-alikes',
    icon: <Icon size={15} />,
    run: () => go(prefix + page.path),
  }));
  const sections = SETTINGS_SECTIONS.filter(may).map(({ id, name, words }): Command => ({
    value: `/settings/${id}`,
    label: name,
    words: `settings ${words}`,
    aside: 'Settings',
    icon: <Settings size={15} />,
    run: () => go(`/settings/${id}`),
  }));
  const actions: Command[] = [
    { value: 'rehearse', label: 'Rehearse an attack', icon: <Siren size={15} />, run: () => go('/rehearsal') },
    {
      value: 'theme',
      label: 'Change the theme',
      aside: theme,
      icon: <Monitor size={15} />,
      run: () => setTheme(nextTheme(theme)),
    },
    { value: 'help', label: 'Keyboard shortcuts', aside: '?', icon: <Keyboard size={15} />, run: onHelp },
  ];
  const groups: Group[] = [];
  if (looksLikeHost(query)) {
    groups.push({
      value: 'Check',
      items: [
        {
          value: `check ${query}`,
          label: `Check ${query}`,
          icon: <Globe size={15} />,
          run: () => go(`${prefix}/look-alikes?check=${encodeURIComponent(query)}`),
        },
      ],
    });
  }
  const found = (incidents.data?.items ?? []).map((incident): Command => ({
    value: incident.incidentId,
    label: say(incident.headline),
    aside: incident.number,
    icon: <SeverityIcon severity={incident.severity} size={15} />,
    run: () => go(`${prefix}/incidents/${encodeURIComponent(incident.number)}`),
  }));
  if (found.length > 0) groups.push({ value: query === '' ? 'Open incidents' : 'Incidents', items: found });
  const seen = (lookAlikes.data?.items ?? []).map((domain): Command => ({
    value: `domain ${domain.registrable}`,
    label: visibleText(domain.registrable),
    aside: domain.brand ?? undefined,
    icon: <Globe size={15} />,
    run: () => go(`${prefix}/domains/${encodeURIComponent(domain.registrable)}`),
  }));
  const matchingPages = commandsFor(query, [...pages, ...subPages, ...sections]);
  if (matchingPages.length > 0) groups.push({ value: 'Pages', items: matchingPages });
  // Behind the pages: a few letters ("log") are in many names, and they arrive later than what Enter would open.
  if (seen.length > 0) groups.push({ value: 'Look-alikes', items: seen });
  const matchingActions = commandsFor(query, actions);
  if (matchingActions.length > 0) groups.push({ value: 'Commands', items: matchingActions });
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fade-motion fixed inset-0 z-40 bg-[oklch(0.12_0.02_240/0.45)]" />
        <Dialog.Viewport className="fixed inset-0 z-40 flex items-start justify-center px-3 pt-[10vh]">
          <Dialog.Popup
            aria-label="Search and commands"
            className="popup-motion bg-raised border-line shadow-pop flex max-h-[70dvh] w-full max-w-xl flex-col overflow-hidden rounded-lg border"
          >
            <Autocomplete.Root
              open
              inline
              items={groups}
              value={text}
              onValueChange={(value) => setText(value)}
              mode="none"
              autoHighlight="always"
              keepHighlight
            >
              <div className="border-line flex items-center gap-2.5 border-b px-3.5">
                <Search size={16} className="text-ink-3 shrink-0" aria-hidden="true" />
                <Autocomplete.Input
                  aria-label="Search pages, incidents, look-alikes and commands, or type a hostname to check it"
                  placeholder="Search, or type a hostname to check it"
                  className="h-11 w-full bg-transparent text-base outline-none max-md:text-[16px]"
                />
                <Kbd>Esc</Kbd>
              </div>
              <div className="min-h-0 flex-1 overflow-y-auto p-1.5">
                <Autocomplete.Empty>
                  <p className="text-ink-3 px-2 py-6 text-center empty:hidden">Nothing found.</p>
                </Autocomplete.Empty>
                <Autocomplete.List>
                  {(group: Group) => (
                    <Autocomplete.Group key={group.value} items={group.items} className="mb-1">
                      <Autocomplete.GroupLabel className="text-ink-3 px-2 py-1 text-xs">
                        {group.value}
                      </Autocomplete.GroupLabel>
                      <Autocomplete.Collection>
                        {(item: Command) => (
                          <Autocomplete.Item
                            key={item.value}
                            value={item}
                            onClick={() => {
                              onClose();
                              item.run();
                            }}
                            className="data-highlighted:bg-pressed flex min-h-8 items-center gap-2.5 rounded-md px-2 py-1 text-sm outline-none"
                          >
                            <span className="text-ink-3 flex shrink-0">{item.icon}</span>
                            <bdi className="min-w-0 flex-1 truncate">{item.label}</bdi>
                            {item.aside !== undefined && (
                              <span className="text-ink-3 shrink-0 text-xs">{item.aside}</span>
                            )}
                          </Autocomplete.Item>
                        )}
                      </Autocomplete.Collection>
                    </Autocomplete.Group>
                  )}
                </Autocomplete.List>
              </div>
            </Autocomplete.Root>
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
