import { Link, useParams } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { useMay, useMe } from '../auth/me.ts';
import { BrandsSection } from '../domains/brands-section.tsx';
import { PageHead } from '../kit/panel.tsx';
import { EmptyState } from '../kit/states.tsx';
import { Channels } from '../setup/channels.tsx';
import { NotFound } from '../shell/not-found.tsx';
import { Redirect } from '../shell/redirect.tsx';
import { AuditSection } from './audit-section.tsx';
import { PeopleSection } from './people-section.tsx';
import { SETTINGS_SECTIONS } from './sections.ts';
import type { SectionId } from './sections.ts';
import { TokensSection } from './tokens-section.tsx';

const BODIES: Readonly<Record<SectionId, ComponentType>> = {
  people: PeopleSection,
  tokens: TokensSection,
  brands: BrandsSection,
  channels: Channels,
  audit: AuditSection,
};

/** Settings, one section at a time. */
export function SettingsPage() {
  const { section: id } = useParams({ from: '/console/settings/$section' });
  const me = useMe();
  const section = SETTINGS_SECTIONS.find((one) => one.id === id);
  const visible = SETTINGS_SECTIONS.filter((one) => me.data?.permissions.includes(one.permission) ?? false);
  const mayRead = useMay(section?.permission ?? 'settings:read');
  const first = visible[0];
  if (section === undefined) return <NotFound />;
  if (!mayRead && first !== undefined && id === 'people') {
    return <Redirect href={`/settings/${first.id}`} />;
  }
  const Body = BODIES[section.id];
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
