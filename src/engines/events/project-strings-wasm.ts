/**
 * The wide scan for strings, as a WebAssembly module that is put together here, instruction by instruction (WebAssembly 2.0 with
 * vectors): a block of 64 bytes at a time, its quotes, backslashes and control characters as three 64-bit masks.
 */

/** Positions found by one scan are written to the module's memory. */
export interface StringScan {
  readonly memory: WebAssembly.Memory;
  /**
   * @param sizeBytes of the text, which is at the beginning of the memory, with 64 spaces after it
   * @param out where to write the positions, four bytes each
   * @param base what to add to each
   * @returns their number, and {@link BEYOND_ASCII} added where the text has other bytes than ASCII; or -1: a control character
   * in a string, or a string without end
   */
  scan(sizeBytes: number, out: number, base: number): number;
}

/** A bit beside the number of positions. */
export const BEYOND_ASCII = 1 << 30;

const I32 = 0x7f;
const I64 = 0x7e;
const V128 = 0x7b;

/** The function's parameters and locals, by their number. */
const L = {
  size: 0,
  out: 1,
  base: 2,
  at: 3,
  from: 4,
  quotes: 5,
  slashes: 6,
  controls: 7,
  inString: 8,
  carry: 9,
  escaped: 10,
  low: 11,
  inside: 12,
  marks: 13,
  v0: 14,
  v1: 15,
  v2: 16,
  v3: 17,
  seen: 18,
} as const;

const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const i32 = (value: number): number[] => [0x41, ...signed(value)];
const i64 = (value: number): number[] => [0x42, ...signed(value)];
const splat = (byte: number): number[] => [0xfd, 0x0c, ...Array.from({ length: 16 }, () => byte)];
const OP = {
  i32Add: [0x6a],
  i32Sub: [0x6b],
  i32LtU: [0x49],
  i32ShrU: [0x76],
  i32Store: [0x36, 0x02, 0x00],
  wrap: [0xa7],
  extend: [0xad],
  ctz: [0x7a],
  eqz: [0x50],
  sub: [0x7d],
  and: [0x83],
  or: [0x84],
  xor: [0x85],
  shl: [0x86],
  shrS: [0x87],
  shrU: [0x88],
  eqBytes: [0xfd, 0x23],
  ltBytes: [0xfd, 0x26],
  orBytes: [0xfd, 0x50],
  bitmask: [0xfd, 0x64],
  i32Or: [0x72],
  i32Ne: [0x47],
  i32Shl: [0x74],
  if: [0x04, 0x40],
  loop: [0x03, 0x40],
  block: [0x02, 0x40],
  end: [0x0b],
  return: [0x0f],
} as const;
const br = (depth: number): number[] => [0x0c, depth];
const brIf = (depth: number): number[] => [0x0d, depth];
/** `a & ~b` of two 64-bit locals. */
const andNot = (a: number, b: number): number[] => [...get(a), ...get(b), ...i64(-1), ...OP.xor, ...OP.and];

/** The four vectors of a block compared with a byte, as one 64-bit mask. */
function maskOf(byte: number, compare: readonly number[]): number[] {
  return [L.v0, L.v1, L.v2, L.v3].flatMap((vector, index) => [
    ...get(vector),
    ...splat(byte),
    ...compare,
    ...OP.bitmask,
    ...OP.extend,
    ...(index === 0 ? [] : [...i64(16 * index), ...OP.shl, ...OP.or]),
  ]);
}

const BODY: readonly number[] = [
  ...get(L.out), ...set(L.from),
  ...OP.loop,
    ...[L.v0, L.v1, L.v2, L.v3].flatMap((vector, index) => [...get(L.at), 0xfd, 0x00, 0x00, 16 * index, ...set(vector), ...get(L.seen), ...get(vector), ...OP.orBytes, ...set(L.seen)]),
    ...maskOf(0x22, OP.eqBytes), ...set(L.quotes),
    ...maskOf(0x5c, OP.eqBytes), ...set(L.slashes),
    ...maskOf(0x20, OP.ltBytes), ...set(L.controls),
    // Backslashes are rare: only then it is found out which begin an escape, and what they escape.
    ...get(L.slashes), ...get(L.carry), ...OP.or, ...OP.eqz, 0x45,
    ...OP.if,
      ...get(L.carry), ...set(L.escaped),
      ...andNot(L.slashes, L.carry), ...set(L.marks),
      ...i64(0), ...set(L.slashes), ...i64(0), ...set(L.carry),
      ...OP.block, ...OP.loop,
        ...get(L.marks), ...OP.eqz, ...brIf(1),
        ...get(L.marks), ...i64(0), ...get(L.marks), ...OP.sub, ...OP.and, ...set(L.low),
        ...get(L.slashes), ...get(L.low), ...OP.or, ...set(L.slashes),
        // The bit after the last of a block is the first of the next.
        ...get(L.carry), ...get(L.low), ...i64(63), ...OP.shrU, ...OP.or, ...set(L.carry),
        ...get(L.escaped), ...get(L.low), ...i64(1), ...OP.shl, ...OP.or, ...set(L.escaped),
        ...andNot(L.marks, L.low), ...set(L.marks), ...andNot(L.marks, L.escaped), ...set(L.marks),
        ...br(0),
      ...OP.end, ...OP.end,
      ...andNot(L.quotes, L.escaped), ...set(L.quotes),
    ...OP.end,
    // Each bit becomes the parity of the quotes up to it: 1 from an opening quote to before its closing one.
    ...get(L.quotes), ...set(L.inside),
    ...[1, 2, 4, 8, 16, 32].flatMap((by) => [...get(L.inside), ...get(L.inside), ...i64(by), ...OP.shl, ...OP.xor, ...set(L.inside)]),
    ...get(L.inside), ...get(L.inString), ...OP.xor, ...set(L.inside),
    ...get(L.inside), ...i64(63), ...OP.shrS, ...set(L.inString),
    ...get(L.controls), ...get(L.inside), ...OP.and, ...OP.eqz, 0x45,
    ...OP.if, ...i32(-1), ...OP.return, ...OP.end,
    ...get(L.quotes), ...get(L.slashes), ...OP.or, ...set(L.marks),
    ...OP.block, ...OP.loop,
      ...get(L.marks), ...OP.eqz, ...brIf(1),
      ...get(L.out), ...get(L.marks), ...OP.ctz, ...OP.wrap, ...get(L.at), ...OP.i32Add, ...get(L.base), ...OP.i32Add, ...OP.i32Store,
      ...get(L.out), ...i32(4), ...OP.i32Add, ...set(L.out),
      ...get(L.marks), ...get(L.marks), ...i64(1), ...OP.sub, ...OP.and, ...set(L.marks),
      ...br(0),
    ...OP.end, ...OP.end,
    ...get(L.at), ...i32(64), ...OP.i32Add, ...set(L.at),
    ...get(L.at), ...get(L.size), ...OP.i32LtU, ...brIf(0),
  ...OP.end,
  ...get(L.inString), ...OP.eqz, 0x45,
  ...OP.if, ...i32(-1), ...OP.return, ...OP.end,
  ...get(L.out), ...get(L.from), ...OP.i32Sub, ...i32(2), ...OP.i32ShrU,
  ...get(L.seen), ...OP.bitmask, ...i32(0), ...OP.i32Ne, ...i32(30), ...OP.i32Shl, ...OP.i32Or,
  ...OP.end,
]; // prettier-ignore

/** The module, with a memory of its own. Null where WebAssembly or its vectors are missing or forbidden. */
export function createStringScan(pages: number): StringScan | null {
  try {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(moduleOf(pages)));
    return { memory: exports['memory'] as WebAssembly.Memory, scan: exports['scan'] as StringScan['scan'] };
  } catch {
    // No vectors in this engine, or a page that forbids compiling: the narrow scan does the same.
    return null;
  }
}

function moduleOf(pages: number): Uint8Array<ArrayBuffer> {
  const locals = [
    [2, I32],
    [9, I64],
    [5, V128],
  ];
  const code = [locals.length, ...locals.flat(), ...BODY];
  return Uint8Array.from([
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00,
    ...section(1, [1, 0x60, 3, I32, I32, I32, 1, I32]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0x00, ...unsigned(pages)]),
    ...section(7, [2, ...name('memory'), 0x02, 0, ...name('scan'), 0x00, 0]),
    ...section(10, [1, ...unsigned(code.length), ...code]),
  ]); // prettier-ignore
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function name(text: string): number[] {
  return [text.length, ...Array.from(text, (character) => character.codePointAt(0) ?? 0)];
}

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): number[] {
  const low = value & 0x7f;
  const rest = value >> 7;
  const isLast = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
  return isLast ? [low] : [low | 0x80, ...signed(rest)];
}
