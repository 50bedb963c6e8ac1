import { Link, useParams } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import type { Permission } from '../../../src/base/permissions.ts';
import { useMay, useMe } from '../auth/me.ts';
import { BrandsSection } from '../domains/brands-section.tsx';
import { PageHead } from '../kit/panel.tsx';
import { EmptyState } from '../kit/states.tsx';
import { Channels } from '../setup/channels.tsx';
import { NotFound } from '../shell/not-found.tsx';
import { Redirect } from '../shell/redirect.tsx';
import { AuditSection } from './audit-section.tsx';
import { PeopleSection } from './people-section.tsx';
import { TokensSection } from './tokens-section.tsx';

interface Section {
  id: string;
  name: string;
  lead: string;
  permission: Permission;
  body: ComponentType;
}

const SECTIONS: readonly Section[] = [
  {
    id: 'people',
    name: 'People',
    lead: 'Who may use this console. Passkeys only.',
    permission: 'accounts:read',
    body: PeopleSection,
  },
  {
    id: 'tokens',
    name: 'API tokens',
    lead: 'For machines. Each carries only what it needs.',
    permission: 'accounts:read',
    body: TokensSection,
  },
  {
    id: 'brands',
    name: 'Brands',
    lead: 'The names to protect, with their own domains.',
    permission: 'domains:read',
    body: BrandsSection,
  },
  {
    id: 'channels',
    name: 'Channels',
    lead: 'Who is told of an incident, and how.',
    permission: 'settings:read',
    body: Channels,
  },
  {
    id: 'audit',
    name: 'Audit log',
    lead: 'Who did what. Each line seals the one before it.',
    permission: 'audit:read',
    body: AuditSection,
  },
];

/** Settings, one section at a time. */
export function SettingsPage() {
  const { section: id } = useParams({ from: '/console/settings/$section' });
  const me = useMe();
  const section = SECTIONS.find((one) => one.id === id);
  const visible = SECTIONS.filter((one) => me.data?.permissions.includes(one.permission) ?? false);
  const mayRead = useMay(section?.permission ?? 'settings:read');
  const first = visible[0];
  if (section === undefined) return <NotFound />;
  if (!mayRead && first !== undefined && id === 'people') {
    return <Redirect href={`/settings/${first.id}`} />;
  }
  const Body = section.body;
  return (
    <div className="mx-auto flex max-w-5xl flex-col gap-4">
      <PageHead title="Settings" />
      <div className="flex flex-col gap-4 md:flex-row md:gap-8">
        <nav aria-label="Settings" className="flex gap-0.5 overflow-x-auto md:w-40 md:shrink-0 md:flex-col">
          {visible.map((one) => (
            <Link
              key={one.id}
              to="/settings/$section"
              params={{ section: one.id }}
              className="flex h-8 items-center rounded-md px-2.5 whitespace-nowrap focus-visible:-outline-offset-2"
              activeProps={{ className: 'bg-pressed text-ink font-medium', 'aria-current': 'page' }}
              inactiveProps={{ className: 'text-ink-2 hover:bg-hover hover:text-ink' }}
            >
              {one.name}
            </Link>
          ))}
        </nav>
        <div className="min-w-0 flex-1">
          <h2 className="text-lg font-semibold tracking-tight">{section.name}</h2>
          <p className="text-ink-2 mb-4">{section.lead}</p>
          {mayRead ? (
            <Body />
          ) : (
            <EmptyState title="This is for administrators">Ask one of them if you need it.</EmptyState>
          )}
        </div>
      </div>
    </div>
  );
}
