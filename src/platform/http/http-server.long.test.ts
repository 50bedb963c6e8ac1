import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { startTestEdge } from './test-edge.ts';

it('cuts a caller who sends his head one letter at a time', async () => {
  const edge = await startTestEdge();
  try {
    const received = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(edge.port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nX: '));
      const drip = setInterval(() => socket.write('a'), 500);
      socket.on('data', (chunk) => {
        text += chunk.toString();
      });
      socket.on('error', reject);
      socket.on('close', () => {
        clearInterval(drip);
        resolve(text);
      });
    });
    expect(received).toMatch(/^HTTP\/1\.1 408 /);
  } finally {
    await edge.stop();
  }
}, 60_000);
