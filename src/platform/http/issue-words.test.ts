import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { issueWords } from './issue-words.ts';

const words = (schema: z.ZodType, value: unknown): string[] =>
  (schema.safeParse(value).error?.issues ?? []).map(issueWords);

describe('what is wrong with an input', () => {
  it.each([
    [z.string(), undefined, 'is missing'],
    [z.string(), 3, 'must be text'],
    [z.int(), 1.5, 'must be a whole number'],
    [z.boolean(), 'yes', 'must be true or false'],
    [z.array(z.string()), {}, 'must be a list'],
    [z.strictObject({}), 'x', 'must be a group of fields'],
    [z.string().min(1), '', 'must not be empty'],
    [z.string().min(5), 'abc', 'must have at least 5 characters'],
    [z.string().max(2), 'abc', 'must have at most 2 characters'],
    [z.array(z.string()).min(1), [], 'must not be empty'],
    [z.array(z.string()).max(1), ['a', 'b'], 'must have at most 1 entry'],
    [z.number().min(1000), 3, 'must be at least 1000'],
    [z.number().max(60), 99, 'must be at most 60'],
    [z.url(), 'acme', 'must be a web address, e.g. https://acme.example'],
    [z.email(), 'ada', 'must be a mail address, e.g. ada@acme.example'],
    [z.string().regex(/^x$/), 'y', 'does not have the form that is wanted'],
    [z.enum(['low', 'high']), 'middle', 'must be one of these: low, high'],
    [z.literal(1), 2, 'must be 1'],
    [z.strictObject({}), { a: 1 }, 'has fields that are not known here: a'],
    [z.union([z.string(), z.number()]), null, 'has none of the forms that are taken here'],
    [z.string().refine(() => false), 'x', 'cannot be used'],
    [z.string().refine(() => false, 'is taken already'), 'x', 'is taken already'],
  ])('%#: is said in plain words', (schema, value, said) => {
    expect(words(schema, value)).toEqual([said]);
  });
});
