import { getDomain } from 'tldts';
import { contactOf, type Recipient, type TakedownCase } from './case-of.ts';
import { imitationInWords } from './imitation-in-words.ts';
import { writeLetter } from './write-letter.ts';
import { type Evidence, writeXarf } from './write-xarf.ts';
import type { ZipEntry } from './zip-file.ts';

export interface PackLetter {
  role: Recipient;
  organisation: string | null;
  to: string | null;
  phone: string | null;
  subject: string;
  body: string;
  report: string | null;
}

const RECIPIENTS: readonly Recipient[] = ['registrar', 'host'];

/**
 * The letters of a pack, each with its report. Only a name that was registered as such has a registrar to hold it: of one below a
 * platform's domain, the platform is asked.
 */
export function packLetters(about: TakedownCase): PackLetter[] {
  const isRegistered = getDomain(about.registrable) === about.registrable;
  return RECIPIENTS.filter((role) => role === 'host' || isRegistered).map((role) => {
    const contact = contactOf(about, role);
    const report = writeXarf(about, role, evidenceOf(about));
    return {
      role,
      organisation: contact.organisation,
      to: contact.email,
      phone: contact.phone,
      ...writeLetter(about, role),
      report: report === null ? null : `${JSON.stringify(report, null, 2)}\n`,
    };
  });
}

/** The files of a pack, to be sent or kept. */
export function packFiles(about: TakedownCase): ZipEntry[] {
  const files: ZipEntry[] = [];
  for (const letter of packLetters(about)) {
    const head = [`To: ${letter.to ?? '[abuse contact not known]'}`, `Subject: ${letter.subject}`, ''];
    files.push(textFile(`letter-${letter.role}.txt`, [...head, letter.body].join('\n')));
    if (letter.report !== null) files.push(textFile(`xarf-${letter.role}.json`, letter.report));
  }
  files.push({ name: 'evidence.json', bytes: evidenceJson(about) });
  if (about.screenshot !== null) {
    files.push({ name: `screenshot.${extensionOf(about.screenshot.mediaType)}`, bytes: about.screenshot.bytes });
  }
  return [textFile('README.txt', readme(about.registrable, files)), ...files];
}

function evidenceOf(about: TakedownCase): Evidence[] {
  const evidence: Evidence[] = [
    {
      contentType: 'application/json',
      description: 'What was found: name, DNS, registration, certificate, page, with times in UTC milliseconds',
      bytes: evidenceJson(about),
    },
  ];
  if (about.screenshot !== null) {
    evidence.push({
      contentType: about.screenshot.mediaType,
      description: 'Picture of the page',
      bytes: about.screenshot.bytes,
    });
  }
  return evidence;
}

/** What was found and nothing about the company: decisions and people's names stay here. */
function evidenceJson(about: TakedownCase): Uint8Array {
  const { registrable, verdict, seen, facts, life } = about;
  const told = life.filter((event) => EVIDENCE_KINDS.has(event.kind));
  const found = {
    domain: registrable,
    hosts: seen?.hosts ?? [],
    firstSeenAt: seen?.firstSeenAt ?? null,
    certifiedAt: seen?.certifiedAt ?? null,
    imitates: verdict.brand,
    why: imitationInWords(about),
    dns: facts?.dns ?? null,
    registration: facts?.rdap ?? null,
    network: facts?.host ?? null,
    certificate: facts?.tls ?? null,
    page: facts?.page ?? null,
    history: told,
  };
  return Buffer.from(`${JSON.stringify(found, null, 2)}\n`);
}

const EVIDENCE_KINDS: ReadonlySet<string> = new Set([
  'registered',
  'certified',
  'reported',
  'resolving',
  'not-resolving',
  'mail',
  'page-up',
  'page-down',
  'resembles',
  'came-alive',
  'down',
]);

/** What each file is for, by how its name starts. */
const FILE_WORDS: Readonly<Record<string, string>> = {
  letter: 'ready to send from your own mail account to the address in its first line',
  xarf: 'the letter as an XARF v4 report: attach it, or post it where the provider takes XARF',
  evidence: 'everything that was found, with times in UTC milliseconds since 1970',
  screenshot: 'the page as a browser showed it',
};

function readme(registrable: string, files: readonly ZipEntry[]): string {
  const width = Math.max(...files.map(({ name }) => name.length));
  return [
    `Takedown pack for ${registrable}`,
    '',
    ...files.map(({ name }) => `${name.padEnd(width)}  ${FILE_WORDS[/^[a-z]+/.exec(name)?.[0] ?? ''] ?? ''}`),
    '',
    'Breakwater sends nothing. When you have sent it, mark it as sent: the domain is then followed until it is down.',
    'Do not open the domain in a browser of your own.',
    '',
  ].join('\n');
}

function textFile(name: string, text: string): ZipEntry {
  return { name, bytes: Buffer.from(text) };
}

function extensionOf(mediaType: string): string {
  return mediaType === 'image/jpeg' ? 'jpg' : mediaType === 'image/webp' ? 'webp' : 'png';
}
