import { expect, it } from 'vitest';
import { crossesInClear } from './in-clear.ts';

it('takes plain http to any machine but this one for unencrypted, however the address is written', () => {
  const inClear = ['http://chat.acme.example/h', 'http://127.0.0.1.evil.example/', 'http://localhost.evil.example/'];
  const more = ['http://10.0.0.7/', 'http://0.0.0.0/', 'http://127.0.0.1@evil.example/', 'http://[::ffff:10.0.0.7]/'];
  expect([...inClear, ...more].filter((url) => !crossesInClear(url))).toEqual([]);
  const kept = [
    'https://chat.acme.example/h',
    'http://127.0.0.1:4/',
    'http://127.1/',
    'http://[::1]/',
    'http://LOCALHOST/',
  ];
  expect(kept.filter(crossesInClear)).toEqual([]);
});
