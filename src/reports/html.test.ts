import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeHtml, html } from './html.ts';
import { formPage, sentPage } from './report-page.ts';

/** What has opened other people's pages: tags, attribute breakouts, entities, templates, comments, odd characters. */
const ATTACKS = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' autofocus onfocus=alert(1) x='",
  '" autofocus onfocus="alert(1)',
  '</textarea><svg/onload=alert(1)>',
  '</title><script>alert(1)</script>',
  '<!--',
  '-->',
  ']]>',
  '&lt;script&gt;',
  '&#60;script&#62;',
  '`onmouseover=alert(1)`',
  'javascript:alert(1)',
  '\u0000<\u0000script>',
  '\u2028<script>',
  '\ud800"><b>',
  '${alert(1)}',
  '{{constructor.constructor("alert(1)")()}}',
];

/** Tags of a page, in order, with their attributes' names: what a browser would build. */
function tagsOf(page: string): string[] {
  return [...page.matchAll(/<\/?([a-z!][a-z0-9]*)((?:[^"'>]|"[^"]*"|'[^']*')*)>/gi)].map(
    ([, tag, attributes = '']) =>
      `${tag} ${[...attributes.matchAll(/([a-z-]+)(?:="[^"]*")?/gi)].map(([, name]) => name).join(' ')}`,
  );
}

describe('escaping', () => {
  it('lets no character through that ends text or an attribute', () => {
    expect(escapeHtml(`<a href="x" title='y'>&\``)).toBe('&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&#96;');
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...ATTACKS)), (text) => {
        const escaped = escapeHtml(text);
        expect(escaped).not.toMatch(/[<>"'`]/);
        expect(escaped.replace(/&(?:amp|lt|gt|quot|#39|#96);/g, '')).not.toContain('&');
        expect(escaped.replace(/[\n\r\t]/g, '')).not.toMatch(/\p{Cc}/u);
      }),
    );
  });

  it('escapes every value of a template but HTML made by one', () => {
    const inner = html`<b>${'<i>'}</b>`;
    expect(html`<p title="${'"'}">${inner}${[inner, inner]}${null}${5}</p>`.text).toBe(
      '<p title="&quot;"><b>&lt;i&gt;</b><b>&lt;i&gt;</b><b>&lt;i&gt;</b>5</p>',
    );
  });
});

describe('the page', () => {
  const plain = { text: 'x', from: 'x', reporter: 'x', entered: false };
  const problems = [{ field: 'text', key: 'text-long', params: { length: 1, most: 2 } }] as const;

  it.each(ATTACKS)('builds the same tags whatever is typed: %j', (attack) => {
    const typed = { text: attack, from: attack, reporter: attack, entered: false };
    expect(tagsOf(formPage('/report', typed, problems))).toEqual(tagsOf(formPage('/report', plain, problems)));
    expect(tagsOf(formPage(`/report?k=${attack}`, plain, []))).toEqual(tagsOf(formPage('/report?k=x', plain, [])));
    expect(tagsOf(sentPage(`/report?k=${attack}`, true))).toEqual(tagsOf(sentPage('/report', true)));
  });

  it('holds no script, no inline style and no handler', () => {
    for (const page of [formPage('/report', plain, problems), sentPage('/report', true)]) {
      expect(page).not.toMatch(/<script|<style|\sstyle=|\son[a-z]+=/i);
    }
  });
});
