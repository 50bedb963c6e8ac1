import { Ban, CircleCheck, FileText, Globe, Mail, ScanFace, Send, ShieldCheck, Skull } from 'lucide-react';
import type { ReactNode } from 'react';
import { Badge } from '../kit/badge.tsx';
import { DECISION_LOOKS } from './domain-names.ts';
import type { LookAlike } from './domain-queries.ts';

/** Where a domain stands, as marks; what was not looked up says so, and nothing is guessed. */
export function DomainMarks({ domain }: { domain: LookAlike }) {
  const marks: ReactNode[] = [];
  const isDown = domain.downAt !== null;
  if (isDown) marks.push(<Mark key="down" tone="good" icon={<CircleCheck size={12} />} text="Down" />);
  if (domain.resembles === true && !isDown) {
    marks.push(<Mark key="resembles" tone="critical" icon={<ScanFace size={12} />} text="Resembles our sign-in" />);
  }
  if (domain.page === true && !isDown) {
    marks.push(<Mark key="page" tone="high" icon={<FileText size={12} />} text="Page" />);
  }
  if (domain.mail === true) marks.push(<Mark key="mail" tone="medium" icon={<Mail size={12} />} text="Mail" />);
  if (domain.resolves === true) {
    marks.push(<Mark key="resolves" tone="medium" icon={<Globe size={12} />} text="Resolves" />);
  }
  if (domain.resolves === false && !isDown) {
    marks.push(<Mark key="not" tone="neutral" icon={<Skull size={12} />} text="Does not resolve" />);
  }
  if (domain.resolves === null) marks.push(<Badge key="unknown">{lookUpName(domain.lookup)}</Badge>);
  if (domain.refusedAt !== null) {
    marks.push(<Mark key="refused" tone="good" icon={<ShieldCheck size={12} />} text="Blocked" />);
  } else if (domain.blockedAt !== null) {
    const title = 'On the blocklist. Listed is not yet blocked: no client of yours has been refused so far.';
    marks.push(<Mark key="blocked" tone="accent" icon={<Ban size={12} />} text="Listed" title={title} />);
  }
  if (domain.takedownSentAt !== null && !isDown) {
    marks.push(<Mark key="sent" tone="accent" icon={<Send size={12} />} text="Takedown asked" />);
  }
  return <span className="flex flex-wrap gap-1">{marks}</span>;
}

function Mark({
  tone,
  icon,
  text,
  title,
}: {
  tone: 'good' | 'critical' | 'high' | 'medium' | 'neutral' | 'accent';
  icon: ReactNode;
  text: string;
  title?: string;
}) {
  return (
    <Badge tone={tone} icon={icon} {...(title === undefined ? {} : { title })}>
      {text}
    </Badge>
  );
}

/** How far the look-up of a domain is. */
export function lookUpName(stage: LookAlike['lookup']): string {
  switch (stage) {
    case 'off':
    case null:
      return 'Not looked up';
    case 'waiting':
      return 'Waits for its look-up';
    case 'checking':
      return 'Being looked up';
    default:
      return 'No answer';
  }
}

/** What was decided about a domain. */
export function DecisionBadge({ decision }: { decision: LookAlike['decision'] }) {
  if (decision === null) return null;
  const look = DECISION_LOOKS[decision];
  return <Badge tone={look.tone}>{look.name}</Badge>;
}
