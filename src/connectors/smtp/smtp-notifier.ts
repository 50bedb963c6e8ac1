import { hash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import { AppError, errorText } from '../../base/errors.ts';
import type { Secret } from '../../base/secret.ts';
import type { Notifier } from '../../notify/ports.ts';

const TIMEOUT_MS = 15_000;

export interface SmtpOptions {
  host: string;
  port: number;
  /** `starttls` insists on it: a server that does not offer it is refused, never spoken to in clear. */
  tls: 'implicit' | 'starttls' | 'none';
  username: string | null;
  password: Secret | null;
  from: string;
  to: readonly string[];
  /** A further trusted authority (PEM), for mail servers with a private one. */
  ca?: string;
}

/**
 * Sends notices as plain-text mail (RFC 5321, 5322). The Message-ID is made from the notice's id, so that a repeated try is the
 * same message to the receiving side.
 * A password is never sent in clear to another machine.
 * @throws AppError from `send`: `notify.smtp_in_clear`, `notify.smtp_auth` and `notify.smtp_refused` (not retryable), `notify.smtp_failed` (retryable)
 */
export function createSmtpNotifier(options: SmtpOptions): Notifier {
  return {
    async send(notice, signal) {
      signal.throwIfAborted();
      refuseInClear(options);
      const transport = createTransport({
        host: options.host,
        port: options.port,
        secure: options.tls === 'implicit',
        requireTLS: options.tls === 'starttls',
        ignoreTLS: options.tls === 'none',
        connectionTimeout: TIMEOUT_MS,
        greetingTimeout: TIMEOUT_MS,
        socketTimeout: TIMEOUT_MS,
        // Notices hold text from outside: no attachment may be read from a path or an address.
        disableFileAccess: true,
        disableUrlAccess: true,
        ...(options.ca === undefined ? {} : { tls: { ca: options.ca } }),
        ...(options.username === null
          ? {}
          : { auth: { user: options.username, pass: options.password?.reveal() ?? '' } }),
      });
      const abort = (): void => transport.close();
      signal.addEventListener('abort', abort, { once: true });
      try {
        const domain = options.from.slice(options.from.lastIndexOf('@') + 1);
        const info = await transport.sendMail({
          from: options.from,
          to: [...options.to],
          subject: notice.subject,
          text: notice.text,
          messageId: `<${hash('sha256', notice.id).slice(0, 40)}@${domain}>`,
          date: new Date(notice.at),
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Breakwater-Severity': notice.severity },
          priority: notice.severity === 'critical' || notice.severity === 'high' ? 'high' : 'normal',
        });
        return { answer: info.response };
      } catch (cause) {
        throw smtpFault(cause);
      } finally {
        signal.removeEventListener('abort', abort);
        transport.close();
      }
    },
  };
}

function refuseInClear(options: SmtpOptions): void {
  if (options.tls !== 'none' || options.username === null || isLoopback(options.host)) return;
  throw new AppError('notify.smtp_in_clear', `the password for ${options.host} would cross the network in clear`, {
    remedy: 'Set TLS of the channel to starttls or implicit.',
  });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/u.test(host);
}

function smtpFault(cause: unknown): AppError {
  const { code, responseCode } = cause as { code?: string; responseCode?: number };
  const text = errorText(cause);
  if (code === 'EAUTH' || code === 'ENOAUTH')
    return new AppError('notify.smtp_auth', `the mail server refused the sign-in: ${text}`, {
      cause,
      remedy: 'Check user name and password of the channel.',
    });
  if (code === 'ETLS')
    return new AppError('notify.smtp_refused', `no encrypted connection: ${text}`, {
      cause,
      remedy: 'Check the TLS setting and the port of the channel, and the server’s certificate.',
    });
  if (responseCode !== undefined && responseCode >= 500)
    return new AppError('notify.smtp_refused', `the mail server refused the message: ${text}`, {
      cause,
      remedy: 'Check sender and recipients of the channel.',
    });
  return new AppError('notify.smtp_failed', `the mail server could not be reached, or put it off: ${text}`, {
    cause,
    retryable: true,
    remedy: 'Check host and port of the channel.',
  });
}
