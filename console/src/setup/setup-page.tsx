import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ChevronDown } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { SETUP_STEPS } from '../../../src/setup/api.ts';
import { EnrolForm } from '../auth/enrol-form.tsx';
import { useMay, useMe } from '../auth/me.ts';
import { PasskeyFirst } from '../auth/passkey-first.tsx';
import { BrandsSection } from '../domains/brands-section.tsx';
import { LOOK_UPS_PLACE } from '../first-look/first-look.tsx';
import { Badge } from '../kit/badge.tsx';
import { Callout } from '../kit/callout.tsx';
import { cx } from '../kit/cx.ts';
import { PageHead } from '../kit/panel.tsx';
import { ProgressBar } from '../kit/progress.tsx';
import { ErrorState, Skeleton } from '../kit/states.tsx';
import { say, t } from '../text/t.ts';
import { CertificateLogs } from './certificate-logs.tsx';
import { Channels } from './channels.tsx';
import { OktaReader } from './okta-reader.tsx';
import { OktaResponder } from './okta-responder.tsx';
import { useSetup } from './queries.ts';
import { StepMark } from './step-mark.tsx';

type Step = (typeof SETUP_STEPS)[number];
type Setup = NonNullable<ReturnType<typeof useSetup>['data']>;

const WHY: Readonly<Record<Step, string>> = {
  passkey: 'The key to this console. It cannot be phished, and it signs every containment.',
  brands: 'What attackers will imitate. Everything else is judged against these names.',
  identity: 'Stolen sign-ins show up here first. A credential that can only read.',
  certificates: 'A look-alike needs a certificate before its first text goes out: that is the earliest warning.',
  notify: 'Who hears of an incident when nobody looks at this console.',
  respond: 'Without it Breakwater sees and proposes. With it, what you approve is carried out and checked.',
};

/** The set-up checklist: each step's state, and the step itself to do in place. */
export function SetupPage() {
  const setup = useSetup();
  const navigate = useNavigate();
  const { step: asked } = useSearch({ from: '/console/setup' });
  if (setup.isPending) return <Skeleton lines={8} />;
  if (setup.isError)
    return (
      <ErrorState what="The checklist could not be read" error={setup.error} onRetry={() => void setup.refetch()} />
    );
  const { steps } = setup.data;
  const done = steps.filter((step) => step.state === 'done').length;
  const firstTodo = steps.find((step) => step.state === 'todo' || step.state === 'problem')?.step;
  const open = asked ?? firstTodo;
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-4">
      <PageHead
        title="Set-up"
        lead="Each step can be done here, or in breakwater.yaml: what the file sets wins and is shown as set by configuration."
      />
      <div className="flex items-center gap-3">
        <span className="w-40">
          <ProgressBar label="Set-up" value={done / steps.length} tone={done === steps.length ? 'good' : 'accent'} />
        </span>
        <span className="text-ink-3 tnum text-xs">{t('console.setup.progress', { done, total: steps.length })}</span>
      </div>
      <ol className="border-line bg-surface divide-line divide-y rounded-lg border">
        {steps.map((step) => (
          <StepRow
            key={step.step}
            step={step.step}
            state={step.state}
            detail={say(step.detail)}
            also={step.also}
            open={open === step.step}
            scroll={asked === step.step}
            onToggle={() =>
              void navigate({ to: '/setup', search: { step: open === step.step ? 'none' : step.step }, replace: true })
            }
          >
            <StepBody
              step={step.step}
              locked={step.state === 'locked'}
              done={step.state === 'done'}
              onBegin={() => void navigate({ to: '/setup', search: { step: step.step }, replace: true })}
            />
          </StepRow>
        ))}
      </ol>
    </div>
  );
}

function StepRow(props: {
  step: Step;
  state: 'todo' | 'done' | 'problem' | 'locked';
  detail: string;
  also: Setup['steps'][number]['also'];
  open: boolean;
  scroll: boolean;
  onToggle: () => void;
  children: ReactNode;
}) {
  const place = useRef<HTMLLIElement>(null);
  const { scroll } = props;
  useEffect(() => {
    if (scroll) place.current?.scrollIntoView({ block: 'nearest' });
  }, [scroll]);
  return (
    <li ref={place} className="scroll-mt-14">
      <h2>
        <button
          type="button"
          aria-expanded={props.open}
          aria-controls={`step-${props.step}`}
          onClick={props.onToggle}
          className={cx('hover:bg-hover flex w-full items-start gap-3 px-4 py-3 text-left', props.open && 'pb-2')}
        >
          <StepMark state={props.state} />
          <span className="min-w-0 flex-1">
            <span className="block font-semibold">{t(`console.setup.step.${props.step}`)}</span>
            <bdi className={cx('block', props.state === 'problem' ? 'text-medium' : 'text-ink-2')}>{props.detail}</bdi>
          </span>
          {props.state === 'problem' && <Badge tone="medium">Problem</Badge>}
          {props.state === 'locked' && <Badge>Locked</Badge>}
          <ChevronDown
            size={16}
            className={cx('text-ink-3 mt-0.5 shrink-0 transition-transform', props.open && 'rotate-180')}
            aria-hidden="true"
          />
        </button>
      </h2>
      {props.also !== undefined && (
        <p className="text-ink-2 -mt-1.5 px-4 pb-3 pl-11.5 max-sm:text-sm">
          {say(props.also)} {/* Whoever reads of it is led to it, and whoever has the step open is, too. */}
          <Link
            to="/setup"
            search={{ step: props.step }}
            hash={LOOK_UPS_PLACE}
            replace
            className="text-accent whitespace-nowrap underline underline-offset-2"
          >
            {t(`console.${props.also.key}.link`)}
          </Link>
        </p>
      )}
      {props.open && (
        <div id={`step-${props.step}`} className="px-4 pb-5 sm:pl-11.5">
          <p className="text-ink-3 mb-3 max-w-[64ch]">{WHY[props.step]}</p>
          {props.children}
        </div>
      )}
    </li>
  );
}

function StepBody(props: { step: Step; locked: boolean; done: boolean; onBegin: () => void }) {
  const { step, locked, done, onBegin } = props;
  const me = useMe();
  const mayWrite = useMay('settings:write');
  const mayReadSettings = useMay('settings:read');
  if (step === 'passkey') {
    return done ? (
      <p className="text-ink-2">
        More keys and more people: under Settings. Keep a second passkey somewhere safe, or a second administrator.
      </p>
    ) : (
      <EnrolForm askName={me.data?.kind === 'bootstrap'} onDone={() => undefined} />
    );
  }
  if (locked) {
    return <PasskeyFirst />;
  }
  if (!mayWrite && step !== 'brands') {
    return <Callout>Only an administrator can change this.</Callout>;
  }
  switch (step) {
    case 'brands':
      return <BrandsSection />;
    case 'identity':
      return <OktaReader />;
    case 'certificates':
      return <CertificateLogs />;
    case 'notify':
      return mayReadSettings ? <Channels onBegin={onBegin} /> : null;
    case 'respond':
      return <OktaResponder />;
  }
}
