import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { Secret } from '../../base/secret.ts';
import type { Notice } from '../../notify/ports.ts';
import { createSmtpNotifier, type SmtpOptions } from './smtp-notifier.ts';

const notice: Notice = {
  id: 'inc-1:high:ch-1',
  severity: 'high',
  subject: '[Breakwater] BW-1 high: acme-okta.com',
  text: 'acme-okta.com was certified\n',
  url: null,
  incidentNumber: 'BW-1',
  at: 1_658_357_340_000,
};
const signal = new AbortController().signal;

let server: SMTPServer | null = null;
afterEach(() => server?.close(() => undefined));

async function peer(options: SMTPServerOptions): Promise<{ port: number; mails: string[] }> {
  const mails: string[] = [];
  const own = new SMTPServer({
    logger: false,
    ...options,
    onData(stream, _session, done) {
      let text = '';
      stream.setEncoding('utf8');
      stream.on('data', (chunk: string) => (text += chunk));
      stream.on('end', () => {
        mails.push(text);
        done(null, 'queued');
      });
    },
  });
  server = own;
  own.on('error', () => undefined);
  await new Promise<void>((resolve) => own.listen(0, '127.0.0.1', () => resolve()));
  return { port: (own.server.address() as AddressInfo).port, mails };
}

function notifier(port: number, options: Partial<SmtpOptions> = {}): ReturnType<typeof createSmtpNotifier> {
  return createSmtpNotifier({
    host: '127.0.0.1',
    port,
    tls: 'none',
    username: null,
    password: null,
    from: 'breakwater@acme.example',
    to: ['soc@acme.example', 'night@acme.example'],
    ...options,
  });
}

/** A throwaway certificate for 127.0.0.1, or null where there is no openssl. */
function certificate(): { key: string; cert: string } | null {
  const folder = mkdtempSync(path.join(tmpdir(), 'breakwater-smtp-'));
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const made = spawnSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-keyout',
      key,
      '-out',
      cert,
      '-days',
      '2',
      '-subj',
      '/CN=127.0.0.1',
      '-addext',
      'subjectAltName=IP:127.0.0.1',
    ],
    { stdio: 'ignore' },
  );
  try {
    return made.status === 0 ? { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') } : null;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const tls = certificate();
if (tls === null) console.log('not run: SMTP over TLS (no openssl here to make a certificate)');

describe('smtp notifier', () => {
  it('sends one plain-text mail to all, the same message at every try', async () => {
    const { port, mails } = await peer({ authOptional: true, disabledCommands: ['STARTTLS'] });
    const { answer } = await notifier(port).send(notice, signal);
    await notifier(port).send(notice, signal);
    expect(answer).toMatch(/^250/);
    expect(mails[0]).toContain('To: soc@acme.example, night@acme.example');
    expect(mails[0]).toContain('Content-Type: text/plain');
    const ids = mails.map((mail) => /^Message-ID: (.*)$/im.exec(mail)?.[1]);
    expect(ids[0]).toBe(ids[1]);
  });

  it('keeps hostile text out of the headers', async () => {
    const { port, mails } = await peer({ authOptional: true, disabledCommands: ['STARTTLS'] });
    await notifier(port).send({ ...notice, subject: 'BW-1\r\nBcc: attacker@evil.example' }, signal);
    expect(mails[0]).not.toMatch(/^Bcc:/im);
  });

  it('names wrong credentials as such and does not try them again', async () => {
    const { port } = await peer({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(new Error('no')),
    });
    const wrong = notifier(port, { username: 'breakwater', password: new Secret('wrong') });
    await expect(wrong.send(notice, signal)).rejects.toMatchObject({ code: 'notify.smtp_auth', retryable: false });
  });

  it('refuses to go on in clear where STARTTLS is asked for and not offered', async () => {
    const { port, mails } = await peer({ authOptional: true, disabledCommands: ['STARTTLS'] });
    await expect(notifier(port, { tls: 'starttls' }).send(notice, signal)).rejects.toMatchObject({ retryable: false });
    expect(mails).toHaveLength(0);
  });

  it.skipIf(tls === null)(
    'speaks STARTTLS to a server whose certificate it can check, and not to another',
    async () => {
      const { port, mails } = await peer({ authOptional: true, ...tls });
      await expect(notifier(port, { tls: 'starttls' }).send(notice, signal)).rejects.toMatchObject({
        code: /notify\.smtp/,
      });
      await notifier(port, { tls: 'starttls', ca: tls?.cert ?? '' }).send(notice, signal);
      expect(mails).toHaveLength(1);
    },
  );

  it('never sends a password in clear to another machine', async () => {
    const send = notifier(25, { host: 'mail.acme.example', username: 'soc', password: new Secret('right') }).send(
      notice,
      signal,
    );
    await expect(send).rejects.toMatchObject({ code: 'notify.smtp_in_clear', retryable: false });
  });

  it('calls an unreachable server something to try again', async () => {
    await expect(notifier(1).send(notice, signal)).rejects.toMatchObject({
      code: 'notify.smtp_failed',
      retryable: true,
    });
  });
});
