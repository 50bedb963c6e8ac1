import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { addressBytes } from '../../platform/http/egress-address.ts';

/** What the test server says of a name. Times out when null. */
export interface TestAnswer {
  a?: string[];
  aaaa?: string[];
  ns?: string[];
  mx?: string[];
  cname?: string;
  /** 0 no error, 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED. */
  rcode?: number;
}

const TYPES = { a: 1, ns: 2, cname: 5, mx: 15, aaaa: 28 } as const;
type TypeName = keyof typeof TYPES;

export interface TestDnsServer {
  /** As dns.Resolver.setServers takes it. */
  address: string;
  /** `name type` of each question, in order. */
  asked: string[];
  close(): Promise<void>;
}

/** A real name server on loopback (RFC 1035 over UDP) that answers from a function. For tests only. */
export async function serveTestDns(
  answer: (name: string, type: TypeName) => TestAnswer | null | Promise<TestAnswer | null>,
): Promise<TestDnsServer> {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  async function reply(query: Buffer, port: number, address: string): Promise<void> {
    const { name, type, end } = readQuestion(query);
    if (type === null) return;
    asked.push(`${name} ${type}`);
    const found = await answer(name, type);
    if (found === null) return;
    socket.send(encode(query, end, type, found), port, address);
  }
  socket.on('message', (query, from) => void reply(query, from.port, from.address));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function readQuestion(query: Buffer): { name: string; type: TypeName | null; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  const code = query.readUInt16BE(at + 1);
  const type = (Object.keys(TYPES) as TypeName[]).find((name) => TYPES[name] === code) ?? null;
  return { name: labels.join('.').toLowerCase(), type, end: at + 5 };
}

function encode(query: Buffer, questionEnd: number, type: TypeName, found: TestAnswer): Buffer {
  const answers = records(type, found);
  const header = Buffer.alloc(12);
  header.writeUInt16BE(query.readUInt16BE(0), 0);
  header.writeUInt16BE(0x8180 | (found.rcode ?? 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(answers.length, 6);
  return Buffer.concat([header, query.subarray(12, questionEnd), ...answers]);
}

function records(type: TypeName, found: TestAnswer): Buffer[] {
  const out: Buffer[] = [];
  let owner: Buffer = Buffer.from([0xc0, 12]);
  if (found.cname !== undefined && (type === 'cname' || type === 'a' || type === 'aaaa')) {
    out.push(record(owner, TYPES.cname, encodeName(found.cname)));
    owner = encodeName(found.cname);
  }
  if (type === 'a' || type === 'aaaa')
    for (const address of found[type] ?? [])
      out.push(record(owner, TYPES[type], Buffer.from(addressBytes(address) ?? [])));
  if (type === 'ns') for (const host of found.ns ?? []) out.push(record(owner, TYPES.ns, encodeName(host)));
  if (type === 'mx')
    for (const host of found.mx ?? [])
      out.push(record(owner, TYPES.mx, Buffer.concat([Buffer.from([0, 10]), encodeName(host)])));
  return out;
}

function record(owner: Buffer, type: number, data: Buffer): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt32BE(0, 4);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([owner, fixed, data]);
}

function encodeName(name: string): Buffer {
  const labels = name.split('.').filter((label) => label !== '');
  return Buffer.concat([
    ...labels.map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')])),
    Buffer.from([0]),
  ]);
}
