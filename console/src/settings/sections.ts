import type { Permission } from '../../../src/base/permissions.ts';

export type SectionId = 'people' | 'tokens' | 'brands' | 'channels' | 'audit';

interface Section {
  id: SectionId;
  name: string;
  lead: string;
  permission: Permission;
  /** What else people call it: the palette finds it by these. */
  words: string;
}

/** The sections of the settings, as its page lists them and the palette finds them. */
export const SETTINGS_SECTIONS: readonly Section[] = [
  {
    id: 'people',
    name: 'People',
    lead: 'Who may use this console. Passkeys only.',
    permission: 'accounts:read',
    words: 'users accounts invite invitation roles administrators passkeys team',
  },
  {
    id: 'tokens',
    name: 'API tokens',
    lead: 'For machines. Each carries only what it needs.',
    permission: 'accounts:read',
    words: 'keys machines ingest forwarder',
  },
  {
    id: 'brands',
    name: 'Brands',
    lead: 'The names to protect, with their own domains.',
    permission: 'domains:read',
    words: 'names protect aliases lure words',
  },
  {
    id: 'channels',
    name: 'Channels',
    lead: 'Who is told of an incident, and how.',
    permission: 'settings:read',
    words: 'notifications notify alerts mail email webhooks slack',
  },
  {
    id: 'audit',
    name: 'Audit log',
    lead: 'Who did what. Each line seals the one before it.',
    permission: 'audit:read',
    words: 'history trail who did what',
  },
];
