import {
  AppWindow,
  Building2,
  Globe,
  KeyRound,
  MonitorSmartphone,
  Network,
  Radio,
  RectangleEllipsis,
  UserRound,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { EntityKind } from '../../../src/base/finding.ts';
import { cx } from '../kit/cx.ts';
import { t } from './t.ts';
import { visibleText } from './visible-text.ts';

const ICONS: Readonly<Record<EntityKind, LucideIcon>> = {
  principal: UserRound,
  session: RectangleEllipsis,
  network: Network,
  device: MonitorSmartphone,
  domain: Globe,
  authenticator: KeyRound,
  app: AppWindow,
  customer: Building2,
  source: Radio,
};

/** The icon of a kind of entity, with its name. */
export function EntityIcon({ kind, size = 14, className }: { kind: EntityKind; size?: number; className?: string }) {
  const Icon = ICONS[kind];
  return (
    <Icon
      size={size}
      strokeWidth={1.75}
      className={cx('shrink-0', className)}
      aria-label={t(`console.entity.${kind}`)}
      role="img"
    />
  );
}

/** A person or thing as a chip; a click shows only what concerns it. */
export function EntityChip({
  kind,
  value,
  label,
  victim = false,
  onClick,
}: {
  kind: EntityKind;
  value: string;
  label: string;
  victim?: boolean;
  onClick?: () => void;
}) {
  const inside = (
    <>
      <EntityIcon kind={kind} size={12} className={victim ? '' : 'text-ink-3'} />
      <bdi className={cx('truncate', kind !== 'principal' && kind !== 'app' && 'mono')}>{visibleText(label)}</bdi>
    </>
  );
  const look = cx(
    'inline-flex h-5 max-w-56 min-w-0 items-center gap-1 rounded-sm border px-1.5 text-xs',
    victim ? 'border-transparent bg-critical-soft text-critical' : 'border-line text-ink-2',
  );
  if (onClick === undefined) {
    return (
      <span className={look} title={value}>
        {inside}
      </span>
    );
  }
  return (
    <button
      type="button"
      className={cx(look, 'hover:border-edge hover:text-ink')}
      title={`Only ${value}`}
      onClick={onClick}
    >
      {inside}
    </button>
  );
}
