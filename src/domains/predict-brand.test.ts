import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LIVE_TENANT } from '../base/ids.ts';
import { testContext } from '../platform/http/test-context.ts';
import { compileBook, type ProtectedBrand } from './brand-books.ts';
import { predictBrand } from './predict-brand.ts';
import { openTestDomains, type TestDomains } from './test-domains.ts';

const NOTHING_DECIDED = { ours: new Map<string, string[]>(), benign: new Set<string>() };
const GLOBEX: ProtectedBrand = {
  brandId: 'globex',
  name: 'Globex',
  domains: ['globex.com'],
  aliases: [],
  readOnly: false,
};

describe('predicting the look-alikes of a brand', () => {
  let t: TestDomains;
  beforeEach(async () => {
    t = await openTestDomains();
  });
  afterEach(() => t.close());

  const predict = (name: string, domains: string[], limit: number) =>
    t.domains.handlers.predictLookAlikes(testContext(LIVE_TENANT, t.clock), {
      params: undefined,
      query: undefined,
      body: { name, domains, aliases: [], limit },
    });

  it('answers for a brand that is not protected yet, and protects nothing by it', async () => {
    const { items } = await predict('Initech', ['initech.com'], 12);
    expect(items).toHaveLength(12);
    expect(items.map(({ host }) => host)).toContain('initech-sso.com');
    expect(await t.domains.brandsOf(LIVE_TENANT)).toHaveLength(1);
  });

  it('takes what is typed for a brand of that name, whatever its case, and leaves its own domains out', () => {
    const typed = { name: 'GLOBEX', domains: ['globex.com', 'globex-sso.com'], aliases: [] };
    const hosts = predictBrand([GLOBEX], {}, typed, 20).map(({ host }) => host);
    expect(hosts).toContain('globex-okta.com');
    expect(hosts).not.toContain('globex-sso.com');
  });

  it('refuses what is no domain', async () => {
    await expect(predict('Initech', ['not a domain'], 5)).rejects.toMatchObject({ code: 'lookalike.bad_brand' });
  });

  it('judges by the words that the configuration adds', () => {
    const lexicon = { lures: [{ word: 'quuxdesk', tier: 'staff' as const }] };
    const without = compileBook([GLOBEX], NOTHING_DECIDED);
    const book = compileBook([GLOBEX], NOTHING_DECIDED, lexicon);
    expect(without.judge('globexquuxdesk.com')).not.toMatchObject({ kind: 'look-alike', reported: true });
    expect(book.judge('globexquuxdesk.com')).toMatchObject({ kind: 'look-alike', reported: true, lure: ['quuxdesk'] });
  });
});
