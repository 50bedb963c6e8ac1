import { inflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FollowingApp, startFollowing } from './following-app.ts';

let t: FollowingApp;
beforeEach(async () => {
  t = await startFollowing();
  await t.real.client.submitReport({
    body: { reporter: 'emp003@acme.com', text: 'Sign in at https://login.acme-okta.com/ now' },
  });
});
afterEach(() => t.close());

const get = (path: string, signedIn = true) =>
  fetch(`${t.real.app.localUrl}${path}`, {
    headers: signedIn ? { authorization: `Bearer ${t.real.app.operatorToken}` } : {},
  });

/** File names and texts of an archive without compression, read from its local headers. */
function filesOf(zip: Buffer): Map<string, string> {
  const files = new Map<string, string>();
  let at = 0;
  while (zip.readUInt32LE(at) === 0x04034b50) {
    const size = zip.readUInt32LE(at + 18);
    const nameSize = zip.readUInt16LE(at + 26);
    const name = zip.subarray(at + 30, at + 30 + nameSize).toString();
    const body = zip.subarray(at + 30 + nameSize, at + 30 + nameSize + size);
    files.set(name, (zip.readUInt16LE(at + 8) === 0 ? body : inflateRawSync(body)).toString());
    at += 30 + nameSize + size;
  }
  return files;
}

describe('the export', () => {
  it('streams what the filters leave, and needs the permission', async () => {
    const all = await (await get('/api/v1/look-alikes/export?format=csv')).text();
    expect(all.split('\r\n')[1]).toMatch(/^acme-okta\.com,Acme,/);
    const none = await (await get('/api/v1/look-alikes/export?format=ndjson&decision=hostile')).text();
    expect(none).toBe('');
    expect((await get('/api/v1/look-alikes/export', false)).status).toBe(401);
    expect((await get('/api/v1/look-alikes/export?format=xml')).status).toBe(400);
    expect((await get('/api/v1/look-alikes/export?state=nonsense')).status).toBe(400);
    expect((await get('/api/v1/look-alikes/export?text=%00')).status).toBe(400);
    expect((await get('/api/v1/look-alikes/export?space=rehearsal')).status).toBe(404);
  });
});

describe('a takedown', () => {
  it('asks the platform alone for a name below a domain that many share, and nobody to take that domain down', async () => {
    const { client } = t.real;
    await client.submitReport({
      body: { reporter: 'emp004@acme.com', text: 'Sign in at https://acme-sso.weebly.com/ now' },
    });
    await client.setReporter({ body: { organisation: 'Acme Inc', name: 'Ada', email: 'security@acme.com' } });
    const { letters } = await client.getTakedown({ params: { registrable: 'acme-sso.weebly.com' } });
    expect(letters.map((letter) => letter.role)).toEqual(['host']);
    expect(letters[0]?.subject).toContain('acme-sso[.]weebly[.]com');
    expect(JSON.parse(letters[0]?.report ?? 'null')).toMatchObject({ url: 'https://acme-sso.weebly.com/' });
  });

  it('asks nobody to take down what is ours or what nothing speaks against, and claims of a name only what it says', async () => {
    const { client } = t.real;
    const pack = (registrable: string) => client.getTakedown({ params: { registrable } });
    await expect(pack('acme.com')).rejects.toMatchObject({ code: 'domains.takedown_own', status: 409 });
    await expect(pack('google.com')).rejects.toMatchObject({ code: 'domains.takedown_groundless', status: 409 });
    expect((await get('/api/v1/look-alikes/domain/acme.com/takedown.zip')).status).toBe(409);
    await t.decide('hostile', 'unheard-of.example');
    await client.setReporter({ body: { organisation: 'Acme Inc', name: 'Ada', email: 'security@acme.com' } });
    const { letters } = await pack('unheard-of.example');
    expect(letters).toHaveLength(2);
    for (const { body, report } of letters) {
      expect(body).toContain('we hold to be prepared for phishing');
      expect(`${body} ${report}`).not.toContain('imitates');
    }
    await t.decide('ours', 'acme-okta.com');
    await expect(pack('acme-okta.com')).rejects.toMatchObject({ code: 'domains.takedown_own' });
  });

  it('is a pack of letters, reports and evidence, written down when made and when sent', async () => {
    const { client } = t.real;
    const params = { registrable: 'acme-okta.com' };
    expect((await client.getTakedown({ params })).missing).toContain('reporter');
    await client.setReporter({ body: { organisation: 'Acme Inc', name: 'Ada', email: 'security@acme.com' } });
    const reply = await get('/api/v1/look-alikes/domain/acme-okta.com/takedown.zip');
    expect(reply.headers.get('content-disposition')).toContain('takedown-acme-okta.com.zip');
    const files = filesOf(Buffer.from(await reply.arrayBuffer()));
    expect([...files.keys()]).toEqual([
      'README.txt',
      'letter-registrar.txt',
      'xarf-registrar.json',
      'letter-host.txt',
      'xarf-host.json',
      'evidence.json',
    ]);
    expect(files.get('letter-registrar.txt')).toContain('login[.]acme-okta[.]com');
    expect(files.get('evidence.json')).not.toContain('emp003');
    await client.markTakedownSent({ params, body: { to: ['registrar'], reference: 'T-1' } });
    const { life, seen } = await client.getLookAlike({ params });
    expect(life.map((event) => event.kind)).toEqual(['reported', 'takedown-prepared', 'takedown-sent']);
    expect(seen?.takedownSentAt).not.toBeNull();
  });
});

describe('what enters by itself', () => {
  it('is nothing until it is switched on, then alarms from the score on, and not what is called benign', async () => {
    const domains = async () => (await (await t.read('domains.txt')).text()).trim();
    expect(await domains()).toBe('');
    await t.real.client.setFeedRules({ body: { autoScore: 70 } });
    expect(await domains()).toBe('acme-okta.com');
    await t.real.client.submitReport({
      body: { reporter: 'emp004@acme.com', text: 'https://acme-sso.net/ asks again' },
    });
    await t.real.pass(1000);
    expect(await domains()).toBe('acme-okta.com\nacme-sso.net');
    await t.decide('benign', 'acme-okta.com');
    expect(await domains()).toBe('acme-sso.net');
    // Anybody may have a name below a builder of sites: that name is blocked, and never the builder for it.
    await t.real.client.submitReport({
      body: { reporter: 'emp005@acme.com', text: 'https://acme-okta-sso.godaddysites.com/ asks too' },
    });
    await t.real.pass(1000);
    const seen = await t.real.client.getLookAlike({ params: { registrable: 'acme-okta-sso.godaddysites.com' } });
    expect(seen.seen).toMatchObject({ reported: true, score: 100 });
    expect(await domains()).toBe('acme-okta-sso.godaddysites.com\nacme-sso.net');
    await t.real.client.setFeedRules({ body: { autoScore: null } });
    expect(await domains()).toBe('');
  });
});
