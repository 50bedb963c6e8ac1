import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Ago } from '../text/time.tsx';
import { Badge } from './badge.tsx';
import { Button } from './button.tsx';
import { Confirm } from './confirm.tsx';
import { cx } from './cx.ts';
import { InlineError } from './states.tsx';

interface ListedToken {
  tokenId: string;
  label: string;
  /** Milliseconds UTC; null for never. */
  lastUsedAt: number | null;
}

export interface TokenListProps<Token extends ListedToken> {
  tokens: readonly Token[];
  /** What the token opens, a badge each. */
  scopes: (token: Token) => readonly ReactNode[];
  /** The word before when it was used last. */
  used: 'used' | 'read';
  /** When it ends, where tokens of this kind do. */
  expiresAt?: (token: Token) => number | null;
  /** What revoking means for whoever has it. */
  warning: string;
  /** Absent where the reader may not revoke. */
  onRevoke?: (tokenId: string) => Promise<unknown>;
  className?: string;
}

/** Tokens by name, with what each opens and when it last did, never its value; and revoking one, after a question. */
export function TokenList<Token extends ListedToken>({
  tokens,
  scopes,
  used,
  expiresAt,
  warning,
  onRevoke,
  className,
}: TokenListProps<Token>) {
  const [revoking, setRevoking] = useState<Token | null>(null);
  const revoke = useMutation({
    mutationFn: async (tokenId: string) => onRevoke?.(tokenId),
    onSuccess: () => setRevoking(null),
  });
  return (
    <>
      <ul className={cx('divide-line divide-y', className)}>
        {tokens.map((token) => (
          <li key={token.tokenId} className="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-4 py-2.5">
            <div className="min-w-0 flex-1">
              <bdi className="font-medium break-words">{token.label}</bdi>
              <p className="mt-0.5 flex flex-wrap gap-1">
                {scopes(token).map((scope, index) => (
                  <Badge key={index}>{scope}</Badge>
                ))}
              </p>
            </div>
            <p className="text-ink-3 text-right text-xs">
              {token.lastUsedAt === null ? (
                'never used'
              ) : (
                <>
                  {used} <Ago at={token.lastUsedAt} />
                </>
              )}
              {expiresAt !== undefined && <Expiry at={expiresAt(token)} />}
            </p>
            {onRevoke !== undefined && (
              <Button size="sm" look="danger" onClick={() => setRevoking(token)}>
                Revoke
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Confirm
        open={revoking !== null}
        title={`Revoke "${revoking?.label ?? ''}"?`}
        description={warning}
        action="Revoke"
        danger
        busy={revoke.isPending}
        onConfirm={() => revoking !== null && revoke.mutate(revoking.tokenId)}
        onClose={() => {
          setRevoking(null);
          revoke.reset();
        }}
      >
        <InlineError error={revoke.error} />
      </Confirm>
    </>
  );
}

function Expiry({ at }: { at: number | null }) {
  return (
    <>
      <br />
      {at === null ? (
        'does not expire'
      ) : (
        <>
          expires <Ago at={at} />
        </>
      )}
    </>
  );
}
