import { hash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { AppError, errorText } from '../base/errors.ts';
import type { Secret } from '../base/secret.ts';
import { refuseCrossSite } from '../platform/http/cross-site.ts';
import { createRateLimiter } from '../platform/http/rate-limit.ts';
import { readBody } from '../platform/http/read-body.ts';
import type { Log } from '../platform/log/log.ts';
import { reportInput } from './api.ts';
import { cleanText, type ReportInput } from './read-report.ts';
import { REPORT_CSS } from './report-css.ts';
import {
  EMPTY_FORM,
  formPage,
  type FormProblem,
  type FormValues,
  MAX_FROM,
  MAX_REPORTER,
  MAX_TEXT,
  refusalPage,
  sentPage,
} from './report-page.ts';

export interface ReportFormDeps {
  submit(input: ReportInput): Promise<unknown>;
  /** Real time. */
  clock: Clock;
  log: Log;
  /** When set, the form opens only with `?k=` and this. */
  linkToken: Secret | null;
  /** Origins under which this server's own pages are opened. */
  pageOrigins: () => readonly string[];
}

/** The page on which employees report a message: works without a script, says the same to everybody, tells no verdict. */
export interface ReportForm {
  get(request: Request): Response;
  post(request: Request, peerAddress: string): Promise<Response>;
  stylesheet(): Response;
}

/** The text in its longest form-encoding, three bytes for one of up to three: more than that is no report. */
const MAX_BODY_BYTES = 131_072;
const BODY_TIMEOUT_MS = 15_000;
/** A whole company reports from one address when it is attacked. */
const PEER_BURST = 100;
const PEER_PER_MINUTE = 60;
const ALL_BURST = 500;
const ALL_PER_MINUTE = 300;

/** No script, no frame, nothing from elsewhere; the form is sent here and nowhere else. */
const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  // With `no-referrer` browsers would send `Origin: null` with the form, and it could not be told from another site's.
  'referrer-policy': 'same-origin',
} as const;

export function createReportForm(deps: ReportFormDeps): ReportForm {
  const perPeer = createRateLimiter(deps.clock, PEER_BURST, PEER_PER_MINUTE);
  const forAll = createRateLimiter(deps.clock, ALL_BURST, ALL_PER_MINUTE);
  const wantedToken = deps.linkToken === null ? null : digest(deps.linkToken.reveal());

  /** Null when the form is open to this link; else the refusal. */
  function refuseLink(url: URL): Response | null {
    if (wantedToken === null || timingSafeEqual(digest(url.searchParams.get('k') ?? ''), wantedToken)) return null;
    return reply(403, refusalPage('closed'));
  }

  async function post(request: Request, peerAddress: string): Promise<Response> {
    const url = new URL(request.url);
    if (!isOurs(request, deps.pageOrigins())) return reply(403, refusalPage('refused'));
    const refused = refuseLink(url);
    if (refused !== null) return refused;

    const values = await readForm(request);
    const action = pathWith(url, {});
    const waitMs = Math.max(perPeer.take(peerAddress), forAll.take('all'));
    if (waitMs > 0) {
      const seconds = Math.ceil(waitMs / 1000);
      const busy: FormProblem = { field: null, key: 'busy', params: { seconds } };
      return reply(429, formPage(action, values, [busy]), { 'retry-after': String(seconds) });
    }
    const problems = problemsOf(values);
    if (problems.length > 0) return reply(422, formPage(action, values, problems));
    try {
      await deps.submit(inputOf(values));
    } catch (thrown) {
      deps.log.error({ code: thrown instanceof AppError ? thrown.code : null, err: errorText(thrown) }, 'report lost');
      return reply(503, formPage(action, values, [{ field: null, key: 'failed' }]));
    }
    // A redirect, so that reloading the thanks does not send the report again.
    const location = pathWith(url, { sent: values.entered ? 'entered' : 'report' });
    return new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store' } });
  }

  return {
    get(request) {
      const url = new URL(request.url);
      const sent = url.searchParams.get('sent');
      const refused = refuseLink(url);
      if (refused !== null) return refused;
      const form = pathWith(url, {});
      return reply(200, sent === null ? formPage(form, EMPTY_FORM, []) : sentPage(form, sent === 'entered'));
    },
    post,
    stylesheet: () =>
      new Response(REPORT_CSS, {
        headers: { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=3600' },
      }),
  };
}

function isOurs(request: Request, pageOrigins: readonly string[]): boolean {
  const origin = request.headers.get('origin');
  const secFetchSite = request.headers.get('sec-fetch-site');
  try {
    refuseCrossSite({ origin, secFetchSite, guarded: true, hasToken: false }, pageOrigins);
    return true;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'http.cross_site') return false;
    throw thrown;
  }
}

/** @throws AppError `reports.bad_form` (415), `http.body_too_large`, `http.body_timeout` */
async function readForm(request: Request): Promise<FormValues> {
  const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') {
    throw new AppError('reports.bad_form', 'The report is not form-encoded', {
      status: 415,
      remedy: 'Send it from the report page, or as JSON to /api/v1/reports.',
    });
  }
  const body = await readBody(request, MAX_BODY_BYTES, BODY_TIMEOUT_MS);
  const form = new URLSearchParams(new TextDecoder().decode(body));
  return {
    text: cleanText(form.get('text') ?? ''),
    from: cleanText(form.get('from') ?? ''),
    reporter: cleanText(form.get('reporter') ?? ''),
    entered: form.has('entered'),
  };
}

function problemsOf(values: FormValues): FormProblem[] {
  const problems: FormProblem[] = [];
  const { text, from, reporter } = values;
  if (text === '') problems.push({ field: 'text', key: 'text-missing' });
  if (text.length > MAX_TEXT) {
    problems.push({ field: 'text', key: 'text-long', params: { length: text.length, most: MAX_TEXT } });
  }
  if (from.length > MAX_FROM) problems.push({ field: 'from', key: 'from-long', params: { most: MAX_FROM } });
  if (reporter === '') problems.push({ field: 'reporter', key: 'reporter-missing' });
  if (reporter.length > MAX_REPORTER) problems.push({ field: 'reporter', key: 'reporter-long' });
  return problems;
}

/** By the same schema as the API's. */
function inputOf({ text, from, reporter, entered }: FormValues): ReportInput {
  return reportInput.parse({ text, reporter, entered, ...(from === '' ? {} : { from }) });
}

/** This page's address with the link's token and what else is given. */
function pathWith(url: URL, more: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(more);
  const token = url.searchParams.get('k');
  if (token !== null) query.set('k', token);
  return query.size === 0 ? '/report' : `/report?${query}`;
}

function digest(text: string): Uint8Array {
  return hash('sha256', text, 'buffer');
}

function reply(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(body, { status, headers: { ...PAGE_HEADERS, ...headers } });
}
