import {
  Activity,
  ChartNoAxesGantt,
  Globe,
  House,
  ListChecks,
  MessageSquareWarning,
  ScrollText,
  Settings,
  ShieldAlert,
  Siren,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { Permission } from '../../../src/base/permissions.ts';
import type { Space } from '../data/space.tsx';

/** A page that the navigation, the palette and the shortcuts know. */
export interface PageEntry {
  id: string;
  name: string;
  icon: LucideIcon;
  path: string;
  /** The letter that follows `g`. */
  letter: string;
  permission: Permission;
}

/** Pages of the company's own data. */
export const LIVE_PAGES: readonly PageEntry[] = [
  { id: 'overview', name: 'Overview', icon: House, path: '/', letter: 'o', permission: 'overview:read' },
  {
    id: 'incidents',
    name: 'Incidents',
    icon: ShieldAlert,
    path: '/incidents',
    letter: 'i',
    permission: 'incidents:read',
  },
  {
    id: 'look-alikes',
    name: 'Look-alikes',
    icon: Globe,
    path: '/look-alikes',
    letter: 'l',
    permission: 'domains:read',
  },
  {
    id: 'reports',
    name: 'Reports',
    icon: MessageSquareWarning,
    path: '/reports',
    letter: 'r',
    permission: 'reports:read',
  },
  { id: 'sources', name: 'Sources', icon: Activity, path: '/sources', letter: 's', permission: 'sources:read' },
  {
    id: 'logs',
    name: 'Certificate logs',
    icon: ScrollText,
    path: '/logs',
    letter: 'c',
    permission: 'sources:read',
  },
];

/** Pages about the installation itself. */
export const ADMIN_PAGES: readonly PageEntry[] = [
  { id: 'setup', name: 'Set-up', icon: ListChecks, path: '/setup', letter: 'u', permission: 'overview:read' },
  { id: 'settings', name: 'Settings', icon: Settings, path: '/settings', letter: 'e', permission: 'overview:read' },
];

/** The way into the rehearsal. */
export const REHEARSAL_PAGE: PageEntry = {
  id: 'rehearsal',
  name: 'Rehearsal',
  icon: Siren,
  path: '/rehearsal',
  letter: 'h',
  permission: 'overview:read',
};

/** Pages of the rehearsal's data. */
export const REHEARSAL_PAGES: readonly PageEntry[] = [
  { ...REHEARSAL_PAGE, name: 'The attack', icon: ChartNoAxesGantt },
  ...LIVE_PAGES.filter((page) => page.id !== 'overview').map((page) => ({ ...page, path: `/rehearsal${page.path}` })),
];

/** The pages that belong to a data space. */
export function pagesOf(space: Space): readonly PageEntry[] {
  return space === 'rehearsal' ? REHEARSAL_PAGES : LIVE_PAGES;
}
