import { describeReason, describeWhy, type Matcher, type Verdict } from '../engines/lookalike/index.ts';
import { extractLinks } from '../engines/message/index.ts';
import type { VerdictWire } from './api.ts';

/** Longest text shown back. */
const MAX_SHOWN = 253;

/**
 * The verdict on what a person typed: a host, or a link, defanged or not. Of several hosts in it the first that imitates, so that
 * none of ours beside it says that all is well; in `https://acme.com@evil.example` only the one that a browser opens counts.
 */
export function matchTyped(matcher: Matcher, typed: string): Verdict {
  const verdict = matcher.match(typed);
  if (verdict.kind !== 'invalid') return verdict;
  const links = extractLinks(typed);
  const sure = links.filter((link) => link.certainty === 'link');
  const verdicts = (sure.length === 0 ? links : sure).map((link) => matcher.match(link.host));
  return verdicts.find((one) => one.kind === 'look-alike') ?? verdicts[0] ?? verdict;
}

/** The same as it is sent. */
export function judgeTyped(matcher: Matcher, typed: string): VerdictWire {
  return verdictWireOf(matchTyped(matcher, typed), typed);
}

function verdictWireOf(verdict: Verdict, typed: string): VerdictWire {
  const nothing = {
    registrable: null,
    brand: null,
    matched: null,
    class: null,
    score: null,
    reported: false,
    lure: [],
    pieces: [],
  };
  switch (verdict.kind) {
    case 'invalid':
      return { ...nothing, host: typed.slice(0, MAX_SHOWN), kind: 'invalid', reasons: [whyWire(verdict.why)] };
    case 'silent':
      return {
        ...nothing,
        host: verdict.host,
        kind: 'silent',
        registrable: verdict.registrable,
        reasons: [whyWire(verdict.why)],
      };
    case 'own':
      return {
        ...nothing,
        host: verdict.host,
        kind: 'own',
        registrable: verdict.registrable,
        brand: verdict.brand,
        matched: verdict.domain,
        reasons: [],
      };
    default:
      return {
        host: verdict.host,
        kind: 'look-alike',
        registrable: verdict.registrable,
        brand: verdict.brand,
        matched: verdict.matched,
        class: verdict.class,
        score: verdict.score,
        reported: verdict.reported,
        lure: [...verdict.lure],
        reasons: verdict.reasons.map((reason) => ({ code: reason.code, text: describeReason(reason) })),
        pieces: verdict.pieces.map(({ text, role }) => ({ text, role })),
      };
  }
}

function whyWire(why: Parameters<typeof describeWhy>[0]): VerdictWire['reasons'][number] {
  return { code: why.code, text: describeWhy(why) };
}
