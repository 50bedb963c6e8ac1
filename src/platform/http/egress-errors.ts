import { AppError, type AppErrorOptions, errorText } from '../../base/errors.ts';

/** Why nothing came of a call to the outside: the second half of the code. */
export type EgressCode =
  | 'bad_url'
  | 'refused_address'
  | 'refused_port'
  | 'unresolved'
  | 'unreachable'
  | 'timeout'
  | 'tls'
  | 'too_large'
  | 'too_many_redirects'
  | 'garbage'
  | 'proxy';

/** An error of a guarded call. @param place host or URL without query */
export function egressError(code: EgressCode, message: string, options: AppErrorOptions = {}): AppError {
  return new AppError(`egress.${code}`, message, { status: 502, ...options });
}

/** Whether an error came from the guard, and says so with one of the codes. */
export function isEgressError(thrown: unknown, ...codes: EgressCode[]): thrown is AppError {
  if (!(thrown instanceof AppError) || !thrown.code.startsWith('egress.')) return false;
  return codes.length === 0 || codes.some((code) => thrown.code === `egress.${code}`);
}

/** Names what the system said in our words. */
export function networkFault(thrown: unknown, place: string): AppError {
  if (thrown instanceof AppError) return thrown;
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_|SELF_|UNABLE_TO|EPROTO)/.test(code) || code.startsWith('HOSTNAME_')) {
    return egressError('tls', `${place}: no secure connection (${errorText(thrown)})`, {
      cause: thrown,
      details: { system: code },
    });
  }
  if (code.startsWith('HPE_'))
    return egressError('garbage', `${place}: not HTTP (${errorText(thrown)})`, { cause: thrown });
  if (code === 'ETIMEDOUT') return egressError('timeout', `${place}: no answer`, { retryable: true, cause: thrown });
  return egressError('unreachable', `${place}: ${errorText(thrown)}`, {
    retryable: true,
    cause: thrown,
    details: { system: code },
  });
}
