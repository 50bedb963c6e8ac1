import { Parser } from 'htmlparser2';
import { structureSketch, textSketch } from './fingerprint.ts';

/** What a page shows without running its scripts. Texts are bounded and hostile. */
export interface ReadPage {
  title: string | null;
  passwordFields: number;
  otpFields: number;
  forms: { action: string; method: string; fields: string[] }[];
  /** Where its icon is, made absolute; null without one. */
  iconUrl: string | null;
  /** Where it sends readers on by itself (`<meta http-equiv=refresh>`); null otherwise. */
  refreshUrl: string | null;
  /** Visible words, cut. */
  text: string;
  textHashes: number[];
  structureHashes: number[];
}

const MAX_ELEMENTS = 20_000;
const MAX_TEXT_CHARACTERS = 100_000;
const MAX_TITLE_CHARACTERS = 300;
const MAX_FORMS = 10;
const MAX_FIELDS = 40;
const MAX_URL_CHARACTERS = 500;
const CHUNK_CHARACTERS = 16_384;
/** Boxes for a single character each that stand together are one code. */
const CODE_BOXES_FROM = 4;

const SILENT = new Set(['script', 'style', 'template', 'noscript', 'svg']);
const CODE_NAME =
  /(?:^|[^a-z])(?:otp|totp|mfa|2fa|tfa|passcode|pass_code|one[-_ ]?time[-_ ]?(?:code|password|passcode)|verification[-_ ]?code|verify[-_ ]?code|security[-_ ]?code|auth(?:entication)?[-_ ]?code|sms[-_ ]?code)(?:$|[^a-z])/;

/** Reads a page as a forgiving browser would. @param base the URL it came from */
export function readPage(html: string, base: string): ReadPage {
  const elements: string[] = [];
  const forms: ReadPage['forms'] = [];
  const words: string[] = [];
  let textCharacters = 0;
  let title: string | null = null;
  let inTitle = false;
  let silentDepth = 0;
  let passwordFields = 0;
  let otpFields = 0;
  let boxes = 0;
  let form: ReadPage['forms'][number] | null = null;
  let iconUrl: string | null = null;
  let refreshUrl: string | null = null;

  function endBoxes(): void {
    if (boxes >= CODE_BOXES_FROM) otpFields += 1;
    boxes = 0;
  }

  function addField(attributes: Record<string, string>): void {
    const type = (attributes['type'] ?? 'text').trim().toLowerCase().slice(0, 20);
    if (type === 'hidden' || type === 'submit' || type === 'button' || type === 'image') return;
    const name = clean(attributes['name'] ?? attributes['id'] ?? '', 60) ?? '';
    const isBox = attributes['maxlength'] === '1';
    if (isBox) boxes += 1;
    if (type === 'password') passwordFields += 1;
    else if (!isBox && isCodeField(type, attributes)) otpFields += 1;
    if (form !== null && form.fields.length < MAX_FIELDS) form.fields.push(`${name}:${type}`);
  }

  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (elements.length < MAX_ELEMENTS) elements.push(shapeOf(name, attributes));
        if (SILENT.has(name)) silentDepth += 1;
        if (name === 'title' && silentDepth === 0) inTitle = title === null;
        if (name === 'form') {
          endBoxes();
          form = {
            action: absolute(attributes['action'] ?? '', base) ?? base.slice(0, MAX_URL_CHARACTERS),
            method: attributes['method']?.trim().toLowerCase() === 'post' ? 'post' : 'get',
            fields: [],
          };
          if (forms.length < MAX_FORMS) forms.push(form);
        }
        if (name === 'input') addField(attributes);
        if (
          name === 'link' &&
          iconUrl === null &&
          /(?:^|\s)icon(?:\s|$)/i.test((attributes['rel'] ?? '').slice(0, 200))
        )
          iconUrl = absolute(attributes['href'] ?? '', base);
        if (name === 'meta' && refreshUrl === null && attributes['http-equiv']?.toLowerCase() === 'refresh')
          refreshUrl = refreshOf(attributes['content'] ?? '', base);
      },
      ontext(data) {
        if (inTitle) title = `${title ?? ''}${data}`.slice(0, MAX_TITLE_CHARACTERS * 2);
        else if (silentDepth === 0 && textCharacters < MAX_TEXT_CHARACTERS) {
          textCharacters += data.length;
          words.push(data);
        }
      },
      onclosetag(name) {
        if (SILENT.has(name)) silentDepth = Math.max(0, silentDepth - 1);
        if (name === 'title') inTitle = false;
        if (name === 'form') {
          endBoxes();
          form = null;
        }
      },
    },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  );
  // A piece at a time, so that a page of nothing but elements stops early.
  for (let at = 0; at < html.length && elements.length < MAX_ELEMENTS; at += CHUNK_CHARACTERS) {
    parser.write(html.slice(at, at + CHUNK_CHARACTERS));
  }
  parser.end();
  endBoxes();
  const text = words.join(' ').slice(0, MAX_TEXT_CHARACTERS);
  return {
    title: clean(title ?? '', MAX_TITLE_CHARACTERS),
    passwordFields,
    otpFields,
    forms,
    iconUrl,
    refreshUrl,
    text,
    textHashes: textSketch(text),
    structureHashes: structureSketch(elements),
  };
}

/** What an element is for, whatever it is called: its name, and of inputs the type. */
function shapeOf(name: string, attributes: Record<string, string>): string {
  const tag = name.slice(0, 20);
  return tag === 'input' ? `input:${(attributes['type'] ?? 'text').toLowerCase().slice(0, 12)}` : tag;
}

function isCodeField(type: string, attributes: Record<string, string>): boolean {
  if (type !== 'text' && type !== 'tel' && type !== 'number') return false;
  if (/(?:^|\s)one-time-code(?:\s|$)/.test((attributes['autocomplete'] ?? '').toLowerCase().slice(0, 100))) return true;
  const said = ['name', 'id', 'placeholder', 'aria-label']
    .map((name) => (attributes[name] ?? '').slice(0, 100).toLowerCase())
    .join(' ');
  if (CODE_NAME.test(said)) return true;
  const length = Number(attributes['maxlength']);
  return attributes['inputmode']?.toLowerCase() === 'numeric' && length >= 4 && length <= 8;
}

/** `5; url=https://…` of HTML's declarative refresh. */
function refreshOf(content: string, base: string): string | null {
  const [, ...rest] = content.slice(0, MAX_URL_CHARACTERS).split(/[;,]/);
  const target = rest.join(';').trim();
  const url = /^url\s*=/i.test(target) ? target.slice(target.indexOf('=') + 1) : target;
  return absolute(url.trim().replace(/^["']|["']$/g, ''), base);
}

function absolute(href: string, base: string): string | null {
  const text = href.trim().slice(0, MAX_URL_CHARACTERS);
  if (text === '' || !URL.canParse(text, base)) return null;
  return new URL(text, base).href.slice(0, MAX_URL_CHARACTERS);
}

function clean(text: string, maxCharacters: number): string | null {
  const plain = text
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, maxCharacters);
  return plain === '' ? null : plain;
}
