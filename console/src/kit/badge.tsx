import { CircleAlert, Info, OctagonAlert, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Severity } from '../../../src/base/finding.ts';
import { cx } from './cx.ts';

export type Tone = 'critical' | 'high' | 'medium' | 'low' | 'neutral' | 'good' | 'accent' | 'rehearsal';

const TONES: Readonly<Record<Tone, string>> = {
  critical: 'bg-critical-soft text-critical',
  high: 'bg-high-soft text-high',
  medium: 'bg-medium-soft text-medium',
  low: 'bg-low-soft text-low',
  neutral: 'bg-sunken text-ink-2',
  good: 'bg-good-soft text-good',
  accent: 'bg-accent-soft text-accent',
  rehearsal: 'bg-rehearsal-soft text-rehearsal',
};

const INK: Readonly<Record<Tone, string>> = {
  critical: 'text-critical',
  high: 'text-high',
  medium: 'text-medium',
  low: 'text-low',
  neutral: 'text-ink-3',
  good: 'text-good',
  accent: 'text-accent',
  rehearsal: 'text-rehearsal',
};

/** The text colour of a tone. */
export function toneInk(tone: Tone): string {
  return INK[tone];
}

/** A small label. */
export function Badge({
  tone = 'neutral',
  icon,
  children,
  title,
}: {
  tone?: Tone;
  icon?: ReactNode;
  children: ReactNode;
  title?: string;
}) {
  return (
    <span
      title={title}
      className={cx(
        'text-2xs inline-flex h-5 max-w-full shrink-0 items-center gap-1 rounded-sm px-1.5 font-medium whitespace-nowrap',
        TONES[tone],
      )}
    >
      {icon}
      {children}
    </span>
  );
}

/** The tone in which a severity is shown. */
export function severityTone(severity: Severity): Tone {
  return severity === 'info' ? 'neutral' : severity;
}

const SEVERITY_NAMES: Readonly<Record<Severity, string>> = {
  info: 'Info',
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'Critical',
};

/** A severity's icon; each has a shape of its own. */
export function SeverityIcon({ severity, size = 14 }: { severity: Severity; size?: number }) {
  const Icon = { critical: OctagonAlert, high: TriangleAlert, medium: CircleAlert, low: Info, info: Info }[severity];
  return (
    <Icon size={size} className={cx('shrink-0', INK[severityTone(severity)])} aria-label={SEVERITY_NAMES[severity]} />
  );
}

/** A severity in words, with its icon. */
export function SeverityBadge({ severity }: { severity: Severity }) {
  const Icon = { critical: OctagonAlert, high: TriangleAlert, medium: CircleAlert, low: Info, info: Info }[severity];
  return (
    <Badge tone={severityTone(severity)} icon={<Icon size={12} aria-hidden="true" />}>
      {SEVERITY_NAMES[severity]}
    </Badge>
  );
}

/** A coloured dot that says a state; always beside its word. */
export function Dot({ tone, pulse = false }: { tone: Tone; pulse?: boolean }) {
  return (
    <span className={cx('relative inline-flex size-2 shrink-0 rounded-full bg-current', INK[tone])} aria-hidden="true">
      {pulse && <span className="absolute inset-0 animate-ping rounded-full bg-current opacity-60" />}
    </span>
  );
}
