import { expect, it } from 'vitest';
import { type LogFile, MAX_FILES, sortFiles } from './collect-files.ts';

const file = (path: string, content = '{}'): LogFile => ({ path, file: new File([content], path) });

it('sends what is named like a log, and says why it leaves the rest', () => {
  const { sent, left } = sortFiles([
    file('logs/okta.ndjson'),
    file('logs/holiday.png'),
    file('logs/.trash/okta.json'),
    file('logs/dns.LOG.gz'),
    file('logs/empty.jsonl', ''),
  ]);
  expect(sent.map((one) => one.path)).toEqual(['logs/okta.ndjson', 'logs/dns.LOG.gz']);
  expect(left).toEqual([
    { path: 'logs/empty.jsonl', because: 'empty' },
    { path: 'logs/holiday.png', because: 'name' },
    { path: 'logs/.trash/okta.json', because: 'hidden' },
  ]);
});

it('names logs that are too many before what is no log', () => {
  const logs = Array.from({ length: MAX_FILES + 2 }, (_, i) => file(`${i}.log`));
  const { sent, left } = sortFiles([file('readme.md'), ...logs]);
  expect(sent).toHaveLength(MAX_FILES);
  expect(left).toEqual([
    { path: `${MAX_FILES}.log`, because: 'many' },
    { path: `${MAX_FILES + 1}.log`, because: 'many' },
    { path: 'readme.md', because: 'name' },
  ]);
});
