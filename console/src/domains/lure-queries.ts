import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { luresApi } from '../../../src/domains/lures/api.ts';
import type { CallOutput } from '../../../src/platform/http/contract.ts';
import { clientsOf } from '../data/clients.ts';
import { useSpace } from '../data/space.tsx';
import { useSpaceQuery } from '../data/use-query.ts';
import { sayDone } from '../kit/toast.tsx';

export type LureWords = CallOutput<(typeof luresApi)['listLureWords']>;
export type LureProposal = LureWords['proposals'][number];

/** Lure words set, learned, declined and proposed. @param registrable of the proposals, only those of this domain */
export function useLureWords(registrable?: string) {
  return useSpaceQuery('look-alikes', ['lures', registrable ?? null], (clients) =>
    clients.domains.listLureWords({ query: registrable === undefined ? {} : { registrable } }),
  );
}

/** Lets a proposed word be learned, declines it, or undoes either. */
export function useLureDecision() {
  const space = useSpace();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({
      act,
      word,
      registrable,
    }: {
      act: 'learn' | 'decline' | 'undo';
      word: string;
      registrable: string;
    }) => {
      const { domains } = clientsOf(space);
      if (act === 'undo') return domains.undoLureWord({ params: { word } });
      return act === 'learn'
        ? domains.learnLureWord({ body: { word, registrable } })
        : domains.declineLureWord({ body: { word, registrable } });
    },
    onSuccess: (_, { act, word }) => {
      if (act === 'learn') sayDone(`“${word}” is a lure word from now on`);
      else if (act === 'undo') sayDone(`Undone for “${word}”`);
      else sayDone(`“${word}” is not proposed again; undo it in Settings, Brands`);
      return queries.invalidateQueries({ queryKey: [space] });
    },
  });
}
