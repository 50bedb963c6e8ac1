import { AppError } from '../../base/errors.ts';
import { PROBLEM_TYPE, type Problem } from './contract.ts';

export interface Issue {
  path: string;
  message: string;
}

/** Bad input: every place that is wrong, at once. */
export class BadInput extends AppError {
  readonly issues: readonly Issue[];

  constructor(issues: readonly Issue[]) {
    const first = issues[0];
    const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
    super('http.bad_input', first ? `${first.path}: ${first.message}${more}` : 'The request cannot be read.', {
      status: 400,
    });
    this.name = 'BadInput';
    this.issues = issues;
  }
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request cannot be read',
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Not done here',
  409: 'In conflict with what is there',
  410: 'No longer there',
  413: 'Too large',
  415: 'Wrong kind of body',
  421: 'Not this server',
  422: 'Cannot be done as asked',
  429: 'Too many requests',
  502: 'The other side failed',
  503: 'Not available now',
  504: 'The other side did not answer',
};

/**
 * The error reply of anything thrown (RFC 9457). Faults that are not an AppError say nothing of themselves: what they hold is
 * for the log, where the request id leads.
 */
export function toProblem(thrown: unknown, requestId: string): Problem {
  if (!(thrown instanceof AppError)) {
    return {
      type: 'urn:breakwater:problem:http.internal',
      title: 'Something failed here',
      status: 500,
      code: 'http.internal',
      detail: 'Something failed inside Breakwater.',
      remedy: `The log has it under request ${requestId}.`,
      requestId,
    };
  }
  return {
    type: `urn:breakwater:problem:${thrown.code}`,
    title: TITLES[thrown.status] ?? 'Something failed here',
    status: thrown.status,
    code: thrown.code,
    detail: thrown.message,
    remedy: thrown.remedy,
    requestId,
    ...(thrown instanceof BadInput ? { issues: [...thrown.issues] } : {}),
  };
}

/** The same as a response, with `Retry-After` (whole seconds, rounded up) where the fault says when. */
export function problemResponse(thrown: unknown, requestId: string): Response {
  const problem = toProblem(thrown, requestId);
  const headers: Record<string, string> = { 'content-type': PROBLEM_TYPE, 'cache-control': 'no-store' };
  if (thrown instanceof AppError && thrown.retryAfterMs !== null) {
    headers['retry-after'] = String(Math.max(1, Math.ceil(thrown.retryAfterMs / 1000)));
  }
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}
