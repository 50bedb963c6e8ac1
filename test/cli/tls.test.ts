import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { makePlace, runCli, startUp, type Place, type RunningUp } from './run-cli.ts';

let at: Place | null = null;
let server: RunningUp | null = null;
afterEach(async () => {
  await server?.end('SIGKILL');
  at?.remove();
});

it('commands reach a server whose certificate is not for this machine, with and without it running', async (context) => {
  at = makePlace();
  const [cert, key] = [path.join(at.cwd, 'tls.pem'), path.join(at.cwd, 'tls.key')];
  const name = 'breakwater.acme.example';
  const kind = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
  const made = spawnSync('openssl', [...kind, ...subject, '-keyout', key, '-out', cert]);
  if (made.status !== 0) {
    console.log('skipped: commands beside https (making a certificate needs openssl)');
    context.skip();
  }
  writeFileSync(
    path.join(at.cwd, 'breakwater.yaml'),
    `version: 1\npublicUrl: https://${name}\ntls: {certFile: tls.pem, keyFile: tls.key}\n`,
  );
  server = await startUp(at);
  expect(server.url).toBe(`https://${name}`);
  const beside = await runCli(at, ['doctor']);
  expect([beside.code, beside.stderr]).toEqual([0, '']);
  expect(beside.stdout).toMatch(/ok +Server +running/);
  const link = await runCli(at, ['link']);
  expect(link.stdout).toMatch(new RegExp(`^https://${name}/link#`));
  expect((await server.end('SIGTERM')).code).toBe(0);
  const alone = await runCli(at, ['doctor']);
  expect([alone.code, alone.stderr]).toEqual([0, '']);
});
