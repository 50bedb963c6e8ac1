import { expect, it } from 'vitest';
import { createCleanNames } from './clean-names.ts';

it('knows what it was told, by the names and their order', () => {
  const clean = createCleanNames();
  const key = clean.keyOf(['a.example', 'b.example']);
  expect(clean.has(key)).toBe(false);
  clean.add(key);
  clean.add(key);
  expect(clean.has(clean.keyOf(['a.example', 'b.example']))).toBe(true);
  for (const other of [['b.example', 'a.example'], ['a.example'], []])
    expect(clean.has(clean.keyOf(other))).toBe(false);
  expect(clean.hits).toBe(1);
});

it('has keys of its own, so that nobody can prepare a name that counts as seen', () => {
  expect(createCleanNames().keyOf(['a.example'])).not.toBe(createCleanNames().keyOf(['a.example']));
});

it('keeps the newest hundred thousand and forgets the oldest', () => {
  const clean = createCleanNames();
  const key = (index: number): number => clean.keyOf([`host-${index}.example`]);
  for (let index = 0; index < 400_000; index += 1) clean.add(key(index));
  for (let index = 300_000; index < 400_000; index += 97) expect(clean.has(key(index))).toBe(true);
  let known = 0;
  for (let index = 0; index < 100_000; index += 1) known += clean.has(key(index)) ? 1 : 0;
  expect(known).toBe(0);
});
