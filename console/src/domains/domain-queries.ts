import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { domainFilter, lookAlikeWire } from '../../../src/domains/life/api.ts';
import { clientsOf } from '../data/clients.ts';
import { useSpace } from '../data/space.tsx';
import { useSpaceQuery } from '../data/use-query.ts';
import { sayDone } from '../kit/toast.tsx';

export type LookAlike = z.output<typeof lookAlikeWire>;
export type Filter = z.output<typeof domainFilter>;
export type Decision = NonNullable<LookAlike['decision']>;

const PAGE_ROWS = 500;
/** The API decides about so many at once. */
const DECIDE_AT_ONCE = 500;

/** Look-alikes as the filters leave them, page by page. */
export function useLookAlikes(filter: Filter) {
  const space = useSpace();
  return useInfiniteQuery({
    queryKey: [space, 'look-alikes', 'list', filter],
    queryFn: ({ pageParam }) =>
      clientsOf(space).domains.listLookAlikes({
        query: { ...filter, limit: PAGE_ROWS, ...(pageParam === null ? {} : { cursor: pageParam }) },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

/** How many the filters leave, and what can be filtered by. */
export function useCounts(filter: Filter) {
  return useSpaceQuery('look-alikes', ['counts', filter], (clients) =>
    clients.domains.countLookAlikes({ query: filter }),
  );
}

/** Everything about one domain. */
export function useDomain(registrable: string) {
  return useSpaceQuery('look-alikes', ['one', registrable], (clients) =>
    clients.domains.getLookAlike({ params: { registrable } }),
  );
}

export interface Deciding {
  registrables: readonly string[];
  /** Null undoes what stands. */
  decision: Decision | null;
  reason: string;
  brand?: string | undefined;
  confirm?: string | undefined;
}

/** Decides about domains, or undoes it, however many; says what came of it. */
export function useDecide(onDone: (refused: { registrable: string; refused: string }[]) => void) {
  const space = useSpace();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ registrables, decision, reason, brand, confirm }: Deciding) => {
      const { domains } = clientsOf(space);
      const refused: { registrable: string; refused: string }[] = [];
      for (let from = 0; from < registrables.length; from += DECIDE_AT_ONCE) {
        const part = registrables.slice(from, from + DECIDE_AT_ONCE);
        const { items } =
          decision === null
            ? await domains.undoDecisions({ body: { registrables: part } })
            : await domains.decideDomains({
                body: {
                  registrables: part,
                  decision,
                  reason,
                  ...(brand === undefined ? {} : { brand }),
                  ...(confirm === undefined ? {} : { confirm }),
                },
              });
        for (const item of items) {
          if (item.refused !== null) refused.push({ registrable: item.registrable, refused: item.refused });
        }
      }
      return refused;
    },
    onSuccess: (refused, { registrables, decision }) => {
      const [first = ''] = registrables;
      const what = registrables.length === 1 ? first : `${registrables.length} domains`;
      sayDone(decision === null ? `Undone for ${what}` : `${what}: ${decision}`);
      onDone(refused);
      return queries.invalidateQueries({ queryKey: [space] });
    },
  });
}
