/** One record found in a file of logs, or why there is none. */
export type FoundRecord =
  | { kind: 'record'; line: number; text: string }
  | { kind: 'unreadable'; line: number; reason: string; sample: string };

/** A record longer than this is no log record. */
export const MAX_RECORD_CHARS = 1_048_576;

const SAMPLE_CHARS = 200;
const MAX_KEY_CHARS = 64;

/** Where exports keep their list of records. */
const CONTAINER_KEYS = new Set([
  'events',
  // as LookupEvents of CloudTrail answers
  'Events',
  'records',
  'Records',
  'logs',
  'items',
  'value',
  'entries',
  'audit_logs',
  'authlogs',
]);

/** An object with one of these is a record itself, whatever lists it holds. */
const RECORD_KEYS = new Set([
  'eventType',
  'class_uid',
  'qname',
  'query',
  'QueryName',
  'actor',
  'eventName',
  'Operation',
]);

/**
 * Finds records in JSON that is not line by line, without holding the file: the elements of a list, of a list within an object
 * (`{"events":[…]}`, `{"data":{"events":[…]}}`), or objects one after another over several lines. Linear in its input; the
 * records' own syntax is left to JSON.parse.
 */
export class JsonScanner {
  #line = 1;
  #depth: ('{' | '[')[] = [];
  #keys: string[] = [];
  #key = '';
  #isKey = false;
  #expectKey = false;
  #inString = false;
  #escaped = false;
  #isRecord = false;
  /** Depth at which list elements begin, when a list of records is open. */
  #listDepth = -1;
  #value: string[] | null = null;
  #valueChars = 0;
  #valueLine = 1;
  #valueDepth = 0;
  #tooLong = false;
  /** The rest of an object after its list: read over. */
  #ignoring = false;

  /** Records completed by a further piece of the file. */
  push(text: string): FoundRecord[] {
    const out: FoundRecord[] = [];
    let from = 0;
    for (let i = 0; i < text.length; i += 1) {
      const character = text[i] ?? '';
      if (character === '\n') this.#line += 1;
      if (this.#inString) {
        this.#inText(character);
        continue;
      }
      if (this.#value === null && !isSpace(character) && this.#startsValue(character)) {
        from = i;
        this.#open();
      }
      const done = this.#step(character);
      if (done === 'list') {
        this.#value = null;
      } else if (done === 'before' || done === 'after') {
        this.#keep(text.slice(from, done === 'after' ? i + 1 : i));
        out.push(this.#close());
      }
    }
    if (this.#value !== null) this.#keep(text.slice(from));
    return out;
  }

  /** What the end of the file leaves open. */
  end(): FoundRecord[] {
    if (this.#value === null) return [];
    if (this.#depth.length === this.#valueDepth && !this.#inString) return [this.#close()];
    const sample = this.#value.join('').slice(0, SAMPLE_CHARS);
    return [{ kind: 'unreadable', line: this.#valueLine, reason: 'the file ends within this record', sample }];
  }

  #startsValue(character: string): boolean {
    if (character === ',' || character === ']' || character === '}' || this.#ignoring) return false;
    if (this.#listDepth >= 0) return this.#depth.length === this.#listDepth;
    return this.#depth.length === 0 && character !== '[';
  }

  #open(): void {
    this.#value = [];
    this.#valueChars = 0;
    this.#valueLine = this.#line;
    this.#valueDepth = this.#depth.length;
    this.#tooLong = false;
  }

  #keep(piece: string): void {
    if (this.#value === null) return;
    this.#valueChars += piece.length;
    if (this.#valueChars > MAX_RECORD_CHARS) {
      this.#tooLong = true;
      this.#value = [(this.#value[0] ?? piece).slice(0, SAMPLE_CHARS)];
    } else this.#value.push(piece);
  }

  #close(): FoundRecord {
    const text = (this.#value ?? []).join('');
    this.#value = null;
    if (this.#tooLong) {
      return {
        kind: 'unreadable',
        line: this.#valueLine,
        reason: 'longer than 1 MiB',
        sample: text.slice(0, SAMPLE_CHARS),
      };
    }
    return { kind: 'record', line: this.#valueLine, text };
  }

  #inText(character: string): void {
    if (this.#escaped) this.#escaped = false;
    else if (character === '\\') this.#escaped = true;
    else if (character === '"') this.#inString = false;
    else if (this.#isKey && this.#key.length < MAX_KEY_CHARS) this.#key += character;
  }

  /** `before` / `after`: a value ended before or with this character; `list`: a list of records begins. */
  #step(character: string): 'before' | 'after' | 'list' | null {
    switch (character) {
      case '"':
        this.#inString = true;
        this.#isKey = this.#expectKey;
        if (this.#isKey) this.#key = '';
        return null;
      case ':':
        this.#expectKey = false;
        if (this.#depth.length === 1 && this.#listDepth < 0 && RECORD_KEYS.has(this.#key)) this.#isRecord = true;
        return null;
      case ',':
        if (this.#endsBare()) return 'before';
        this.#expectKey = this.#depth.at(-1) === '{';
        return null;
      case '{':
      case '[':
        return this.#enter(character);
      case '}':
      case ']':
        return this.#leave();
      default:
        return isSpace(character) && this.#endsBare() ? 'before' : null;
    }
  }

  /** True when a bare value (a number, `null`) of the list ends here. */
  #endsBare(): boolean {
    return this.#value !== null && this.#depth.length === this.#valueDepth;
  }

  #enter(bracket: '{' | '['): 'list' | null {
    const isList = bracket === '[' && this.#listDepth < 0 && !this.#ignoring && this.#holdsRecords();
    this.#depth.push(bracket);
    this.#keys.push(this.#key);
    this.#expectKey = bracket === '{';
    if (this.#depth.length === 1) this.#isRecord = false;
    if (!isList) return null;
    this.#listDepth = this.#depth.length;
    return 'list';
  }

  /** True when the list that begins here is the export's list of records. */
  #holdsRecords(): boolean {
    const { length } = this.#depth;
    if (length === 0) return true;
    if (this.#isRecord || this.#depth.includes('[') || !CONTAINER_KEYS.has(this.#key)) return false;
    return length === 1 || (length === 2 && this.#keys[1] === 'data');
  }

  #leave(): 'before' | 'after' | null {
    const bareEnds = this.#endsBare();
    this.#depth.pop();
    this.#keys.pop();
    this.#expectKey = false;
    if (this.#listDepth > this.#depth.length) {
      this.#listDepth = -1;
      this.#ignoring = this.#depth.length > 0;
      return bareEnds ? 'before' : null;
    }
    if (this.#ignoring) {
      if (this.#depth.length === 0) this.#ignoring = false;
      return null;
    }
    return this.#value !== null && this.#depth.length === this.#valueDepth ? 'after' : null;
  }
}

function isSpace(character: string): boolean {
  return character === ' ' || character === '\n' || character === '\r' || character === '\t';
}
