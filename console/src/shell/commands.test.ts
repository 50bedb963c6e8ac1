import { describe, expect, it } from 'vitest';
import { commandsFor, looksLikeHost, refang } from './commands.ts';

describe('looksLikeHost', () => {
  it.each(['acme-okta.com', 'https://acme-okta.com/login?x=1', 'acme-okta[.]com', 'hxxps://sso.acme[.]co'])(
    'takes %s',
    (text) => {
      expect(looksLikeHost(text)).toBe(true);
    },
  );
  it.each(['incidents', 'BW-17', '203.0.113.88', 'two words.com', '.com', 'a..b'])('leaves %s alone', (text) => {
    expect(looksLikeHost(text)).toBe(false);
  });
});

describe('refang', () => {
  it('makes a harmless link whole again', () => {
    expect(refang('hxxps[://]acme-okta[.]com')).toBe('https://acme-okta.com');
  });
});

describe('commandsFor', () => {
  const commands = [{ label: 'Open reports' }, { label: 'Reports' }, { label: 'Sources' }];
  it('puts what begins with the query first', () => {
    expect(commandsFor('rep', commands).map((c) => c.label)).toEqual(['Reports', 'Open reports']);
  });
  it('finds what people call by another word, behind what has the word in its label', () => {
    const pages = [
      { label: 'Channels', words: 'notifications mail slack' },
      { label: 'Mail rules' },
      { label: 'Audit log', words: 'who did what' },
    ];
    expect(commandsFor('mail', pages).map((c) => c.label)).toEqual(['Mail rules', 'Channels']);
    expect(commandsFor('notif', pages).map((c) => c.label)).toEqual(['Channels']);
    expect(commandsFor('fications', pages)).toEqual([]);
    expect(commandsFor('audit who', pages).map((c) => c.label)).toEqual(['Audit log']);
  });
  it('gives everything for an empty query', () => {
    expect(commandsFor(' ', commands)).toHaveLength(3);
  });
});
