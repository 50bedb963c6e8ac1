import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePlace, runCli, type Ended, type Place, type RunOptions } from './run-cli.ts';

interface Finding {
  host: string;
  registrable: string;
  brand: string | null;
  class: string;
  score: number;
  reasons: { code: string; points: number; text: string }[];
  lure: string[];
}

let place: Place;
beforeAll(() => {
  place = makePlace();
  file(
    'brands.yaml',
    'brands:\n  - {name: Acme, domains: [acme.com], aliases: [acmecorp]}\n  - {name: Zephyrine, domains: [zephyrine.io]}\n',
  );
});
afterAll(() => place.remove());

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(path.join(place.cwd, name), content);
  return name;
}

function scan(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return runCli(place, ['scan', '--brands', 'brands.yaml', ...args], options);
}

function hostsIn({ stdout }: Ended): string[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as Finding).host);
}

async function hostsOf(name: string, ...args: string[]): Promise<string[]> {
  return hostsIn(await scan(['--format', 'ndjson', ...args, name]));
}

describe('scan', () => {
  it('writes the look-alikes of a list in its order and ends with 3', async () => {
    file('names.txt', '# new today\nexample.org\nzephyrine-sso.com\n\nmail.acme.com\nACME-okta.com.\r\nacme.nl\n');
    const { code, stdout, stderr } = await scan(['names.txt']);
    expect([code, stderr]).toEqual([3, '']);
    expect(stdout.split('\n').map((line) => line.trim().split(/ {2,}/))).toEqual([
      ['score', 'class', 'brand', 'host (lure)'],
      ['100', 'combo', 'Zephyrine', 'zephyrine-sso.com (sso)'],
      ['100', 'combo', 'Acme', 'acme-okta.com (okta)'],
      [''],
    ]);
  });

  it('ends with 0 and says nothing when nothing is found', async () => {
    file('quiet.txt', 'example.org\nacme.com\n');
    expect(await scan(['quiet.txt'])).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('writes NDJSON with exactly the documented fields', async () => {
    const { code, stdout } = await scan(['--format', 'ndjson', '-'], {
      stdin: 'acme.addoktapasskey.com\nmfapasskeysetup.com\n',
    });
    const [first, second, ...more] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Finding);
    expect([code, more]).toEqual([3, []]);
    for (const finding of [first, second])
      expect(Object.keys(finding ?? {})).toEqual(['host', 'registrable', 'brand', 'class', 'score', 'reasons', 'lure']);
    expect(first).toMatchObject({ registrable: 'addoktapasskey.com', brand: 'Acme', class: 'sublabel' });
    expect(second).toMatchObject({ brand: null, class: 'idp-lure' });
    expect(first?.reasons.reduce((sum, { points }) => sum + points, 0)).toBeGreaterThanOrEqual(first?.score ?? 101);
    expect(Object.keys(first?.reasons[0] ?? {})).toEqual(['code', 'points', 'text']);
  });

  it('writes CSV with a header, also when nothing is found', async () => {
    const found = await scan(['--format', 'csv', '-'], { stdin: 'acme-okta.com\n' });
    expect(found.stdout).toMatch(
      /^host,registrable,brand,class,score,reasons,lure\nacme-okta\.com,acme-okta\.com,Acme,combo,100,"[^\n]+",okta\n$/,
    );
    const none = await scan(['--format', 'csv', '-'], { stdin: 'example.org\n' });
    expect(none).toMatchObject({ code: 0, stdout: 'host,registrable,brand,class,score,reasons,lure\n' });
  });

  it('keeps bare names and what is below the alarm for those who ask', async () => {
    file('bare.txt', 'acme.nl\nacme-okta.com\nacmecloud.com\n');
    expect(await hostsOf('bare.txt')).toEqual(['acme-okta.com']);
    expect(await hostsOf('bare.txt', '--all')).toEqual(['acme.nl', 'acme-okta.com', 'acmecloud.com']);
    expect(await hostsOf('bare.txt', '--min-score', '0')).toEqual(['acme.nl', 'acme-okta.com', 'acmecloud.com']);
    expect(await hostsOf('bare.txt', '--min-score', '99')).toEqual(['acme-okta.com']);
  });

  it.each([
    ['URLs and defanged links', 'https://u@acme-okta.com:8443/p?x=,y\nhxxps://acme-sso[.]com/\nacme-vpn.com:443\n'],
    ['a hosts file', '127.0.0.1 localhost\n0.0.0.0\tacme-okta.com acme-sso.com # both\n0.0.0.0 acme-vpn.com\n'],
    ['CSV with a header', 'id,seen,domain\n1,"2026, May",acme-okta.com\n2,now,"acme-sso.com"\n3,"a\nb",acme-vpn.com\n'],
    ['CSV without a header, with tabs', '1\tacme-okta.com\tx\n2\tacme-sso.com\ty\n3\tacme-vpn.com\tz\n'],
    [
      'a zone file',
      '$ORIGIN com.\n$TTL 1h\n@ IN SOA a b (1 ; serial\n 2 3\n 4 5)\nacme-okta NS ns1.acme-vpn.com.\n  NS ns2\nACME-SSO\t300 IN TXT "; not (a comment"\nacme-vpn.com. IN A 192.0.2.1\n',
    ],
    [
      'a zone file of a registry',
      'acme-okta.com.\t172800\tin\tns\tns1.x.net.\nacme-okta.com.\t172800\tin\tns\tns2.x.net.\nacme-sso.com.\t172800\tin\tns\tns1.x.net.\nacme-vpn.com.\t172800\tin\tds\t1 8 2 AB\n',
    ],
    [
      'names tiles',
      '{"Timestamp":1,"Subject":{"CommonName":"acme-okta.com"},"DNS":["acme-okta.com","*.acme-sso.com"]}\n{"Timestamp":2,"DNS":["acme-vpn.com"],"IP":["192.0.2.1"]}\n',
    ],
    [
      'certificates of other tools',
      '{"data":{"leaf_cert":{"all_domains":["acme-okta.com"]}}}\n{"dns_names":["acme-sso.com"]}\n{"extensions":{"subjectAltName":"DNS:acme-vpn.com, DNS:example.org"}}\n',
    ],
  ])('reads %s without being told', async (_, text) => {
    const { code, stdout, stderr } = await scan(['--format', 'ndjson', '-'], { stdin: text });
    expect([code, hostsIn({ code, stdout, stderr })]).toEqual([3, ['acme-okta.com', 'acme-sso.com', 'acme-vpn.com']]);
  });

  it('unpacks gzip and zstd, several members of it too, and reads UTF-16', async () => {
    const [one, two] = ['acme-okta.com\n', 'acme-sso.com\n'];
    file('a.gz', Buffer.concat([gzipSync(one), gzipSync(two)]));
    file('b', Buffer.concat([zstdCompressSync(one), zstdCompressSync(two)]));
    file('c.txt', Buffer.from(`\ufeff${one}${two}`, 'utf16le'));
    file('d.txt', `\ufeff${one}${two}`);
    for (const name of ['a.gz', 'b', 'c.txt', 'd.txt'])
      expect(await hostsOf(name)).toEqual(['acme-okta.com', 'acme-sso.com']);
    const several = await scan(['--format', 'ndjson', 'a.gz', 'b']);
    expect(hostsIn(several)).toHaveLength(4);
  });

  it('takes the column by name or number, and names the columns when there is no such', async () => {
    file('two.csv', 'first,second\nacme-okta.com,acme-sso.com\nacme-vpn.com,acme-hr.com\n');
    expect(await hostsOf('two.csv', '--column', 'Second')).toEqual(['acme-sso.com', 'acme-hr.com']);
    expect(await hostsOf('two.csv', '--column', '1')).toEqual(['acme-okta.com', 'acme-vpn.com']);
    const none = await scan(['--column', 'third', 'two.csv']);
    expect([none.code, none.stdout]).toEqual([2, '']);
    expect(none.stderr).toContain(
      'two.csv has no column third, after 0 names.\n  Its first line has "first", "second".',
    );
  });

  it('leaves out lines without a host name, counts them and names the first', async () => {
    file('bad.txt', 'acme-okta.com\nnot/a host\nein_wort\n\u0000\u0001\u0002\nacme..com\nacme-sso.com\n');
    const { code, stdout, stderr } = await scan(['--format', 'ndjson', 'bad.txt']);
    expect([code, hostsIn({ code, stdout, stderr })]).toEqual([3, ['acme-okta.com', 'acme-sso.com']]);
    expect(stderr).toMatch(
      /^breakwater: bad\.txt: 4 lines hold no host name and were left out, such as\n {2}line 2: .+\n {2}line 3: .+\n {2}line 4: .+\n$/,
    );
    // eslint-disable-next-line no-control-regex -- exactly what must not be there
    expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  it('ends with 2 for what is no list, and judges the others all the same', async () => {
    file('good.txt', 'acme-okta.com\n');
    file('zeros.bin', Buffer.alloc(5_000_000));
    file('cut.gz', gzipSync('acme-sso.com\n'.repeat(100_000)).subarray(0, 1000));
    file('list.zip', Buffer.from('504b030414000000', 'hex'));
    const ended = await scan(['--format', 'ndjson', 'zeros.bin', 'cut.gz', 'list.zip', 'good.txt']);
    expect(ended.code).toBe(2);
    expect(hostsIn(ended).at(-1)).toBe('acme-okta.com');
    expect(ended.stderr).toMatch(/zeros\.bin: there is no host name in it\./);
    expect(ended.stderr).toMatch(/cut\.gz is cut off or damaged: .+, after [\d,]+ names\./);
    expect(ended.stderr).toMatch(/list\.zip is a ZIP archive, after 0 names\./);
    for (const wrong of [
      ['nowhere.txt'],
      ['--format', 'xml', 'good.txt'],
      ['--workers', '0', 'good.txt'],
      ['--min-score', '101', 'good.txt'],
      ['--input', 'xls', 'good.txt'],
      ['-', '-'],
    ]) {
      const { code, stdout, stderr } = await scan(wrong);
      expect([wrong, code, stdout, stderr === '']).toEqual([wrong, 2, '', false]);
    }
  });

  it('judges what came before a damaged place, and says so', async () => {
    const lines = Array.from({ length: 30_000 }, (_, at) => `${at}-${(at * 7919) % 30_011}.example.org\n`);
    const packed = gzipSync(`acme-okta.com\n${lines.join('')}acme-sso.com\n`);
    file('half.gz', packed.subarray(0, packed.length / 2));
    file('half.csv.gz', gzipSync('id,domain\n1,acme-okta.com\n2,x.example\n3,"acme-s').subarray(0, -6));
    const half = await scan(['--format', 'ndjson', 'half.gz']);
    expect([half.code, hostsIn(half)]).toEqual([2, ['acme-okta.com']]);
    const names = Number(/after ([\d,]+) names/.exec(half.stderr)?.[1]?.replaceAll(',', ''));
    expect(names).toBeGreaterThan(12_000);
    const csv = await scan(['--format', 'ndjson', 'half.csv.gz']);
    expect([csv.code, hostsIn(csv)]).toEqual([2, ['acme-okta.com']]);
  });

  it('loses no row to a quotation mark that is left open, and tells of it', async () => {
    file('open.csv', 'id,domain\n1,x.example\n2,y.example\n3,"z.example\n4,acme-okta.com\n5,acme-sso.com\n');
    const { code, stdout, stderr } = await scan(['--format', 'ndjson', '--input', 'csv', 'open.csv']);
    expect([code, hostsIn({ code, stdout, stderr })]).toEqual([3, ['acme-okta.com', 'acme-sso.com']]);
    expect(stderr).toContain('line 6: a quotation mark was left open');
  });

  it('ends with 2 for a zone that ends inside a parenthesis', async () => {
    file('open.zone', '$ORIGIN com.\nacme-okta NS x.\nb TXT (\nacme-sso NS x.\n');
    const { code, stdout, stderr } = await scan(['--format', 'ndjson', 'open.zone']);
    expect([code, hostsIn({ code, stdout, stderr })]).toEqual([2, ['acme-okta.com']]);
    expect(stderr).toContain('open.zone ends inside a parenthesis');
  });

  it('gives the same on any number of threads, in the order of the list', async () => {
    const lines = Array.from({ length: 150_000 }, (_, at) =>
      at % 1000 === 7 ? `acme-okta-${at}.com` : `harmless-${at}.example.org`,
    );
    file('long.txt', `${lines.join('\n')}\nbad/\n`.replace('harmless-140000.example.org', '???'));
    const [one, three] = [
      await scan(['--format', 'ndjson', '--workers', '1', 'long.txt']),
      await scan(['--format', 'ndjson', '--workers', '3', 'long.txt']),
    ];
    expect(hostsIn(one)).toEqual(lines.filter((line) => line.startsWith('acme')));
    expect(three).toEqual(one);
    expect(one.stderr).toContain('line 140,001: ');
  });

  it('holds little of a line that does not end', async () => {
    const child = spawn(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        '--max-old-space-size=256',
        new URL('../../src/cli/main.ts', import.meta.url).pathname,
        'scan',
        '--brands',
        'brands.yaml',
        '--format',
        'ndjson',
        '-',
      ],
      { cwd: place.cwd, stdio: ['pipe', 'pipe', 'pipe'] },
    );
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const chunk = Buffer.alloc(4 * 1024 * 1024, 'a');
    child.stdin.write('acme-okta.com\n');
    for (let mebibytes = 0; mebibytes < 1024; mebibytes += 4)
      if (!child.stdin.write(chunk)) await new Promise((resolve) => child.stdin.once('drain', resolve));
    child.stdin.end('\nacme-sso.com\n');
    expect(await ended).toBe(3);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as Finding).host),
    ).toEqual(['acme-okta.com', 'acme-sso.com']);
    expect(stderr).toContain('line 2: a line longer than 1 MiB');
  });

  it('ends quietly when its reader goes away', async () => {
    file('many.txt', 'acme-okta.com\n'.repeat(200_000));
    const { code, stderr } = await scan(['--format', 'ndjson', 'many.txt'], { readLines: 1 });
    expect([code, stderr]).toEqual([0, '']);
  });
});
