import { Ban, Building2 } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { Permission } from '../../../src/base/permissions.ts';

/** What else people call a page, by the page's id: the palette finds it by these. */
export const WORDS: Readonly<Record<string, string>> = {
  overview: 'home start dashboard',
  incidents: 'alerts cases attacks',
  'look-alikes': 'lookalikes domains phishing typosquats check',
  reports: 'messages employees phishing',
  sources: 'import logs okta files folder upload health',
  logs: 'ct transparency certificates coverage',
  setup: 'setup checklist okta credentials connect',
  settings: 'preferences configuration administration',
  rehearsal: 'rehearse drill simulation acme attack',
};

interface SubPage {
  name: string;
  icon: LucideIcon;
  /** Within the data space. */
  path: string;
  permission: Permission;
  words: string;
}

/** Pages that the navigation does not name: another page leads to them. */
export const SUB_PAGES: readonly SubPage[] = [
  {
    name: 'Blocklists',
    icon: Ban,
    path: '/blocklists',
    permission: 'domains:read',
    words: 'feeds blocked rpz stix dns firewall resolver',
  },
  {
    name: 'Our domains',
    icon: Building2,
    path: '/our-domains',
    permission: 'domains:read',
    words: 'own owned portfolio mine',
  },
];
