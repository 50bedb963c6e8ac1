import { AppError, type AppErrorOptions } from '../../base/errors.ts';

/** What can go wrong with a log, the second half of the code. */
export type CtLogFault =
  | 'unreachable'
  | 'refused_address'
  | 'rate_limited'
  | 'garbage'
  | 'inconsistent'
  | 'bad_signature'
  | 'bad_position'
  | 'bad_configuration';

const REMEDIES: Readonly<Record<CtLogFault, string>> = {
  unreachable: "Check the log's monitoring URL and that this host can reach it; reading resumes where it stopped.",
  refused_address:
    'Only public addresses are read for logs of a list or of the console. A log of your own network is set in certificateLogs of breakwater.yaml, or its network in certificateLogNetworks.',
  rate_limited:
    'Nothing to do: reading slows down and resumes where it stopped. Check that the contact in the User-Agent is yours.',
  garbage: "Check that the monitoring URL is a static-ct log's and that no proxy answers in its place.",
  inconsistent:
    'The log contradicts what it signed before. Keep the error, tell the log operator, and read another log meanwhile.',
  bad_signature: "Compare the configured public key and origin with the log's entry in the browser vendors' log list.",
  bad_position: 'The saved position is of another log or damaged: remove the source and add it again.',
  bad_configuration: 'Correct the setting named in the message.',
};

/** A fault of one log; `retryable` says whether the same read may succeed later. The remedy is the one of its kind. */
export function ctLogError(
  fault: CtLogFault,
  message: string,
  options: AppErrorOptions & { retryable: boolean },
): AppError {
  return new AppError(`ct_log.${fault}`, message, { remedy: REMEDIES[fault], status: 502, ...options });
}
