import type { Message } from '../base/finding.ts';
import type { ActionWire } from './api.ts';
import type { ActionSnapshot } from './ports.ts';
import type { ActionParams, ActionRow } from './tables.ts';

/** What an action says of itself, before it runs. */
export interface ActionWords {
  title: Message;
  will: Message[];
  willNot: Message[];
  cannotUndo: Message[];
  reversibility: ActionWire['reversibility'];
}

/** Kinds whose removal takes other Okta Verify enrolments along (Okta API 5.1.0, "Unenroll a factor"). */
const TAKES_OKTA_VERIFY_ALONG = ['push', 'fastpass'];

/**
 * The words of an action: what it will do, what it will not, what cannot be undone. What was read of the vendor's state
 * (`seen`) makes them exact.
 */
export function describeAction(
  action: Pick<ActionRow, 'kind' | 'label' | 'params'>,
  seen: ActionSnapshot | null,
): ActionWords {
  const params = JSON.parse(action.params) as ActionParams;
  const person = action.label;
  const say = (key: string, more: Message['params'] = {}): Message => ({
    key: `response.action.${action.kind}.${key}`,
    params: { person, ...more },
  });
  if (action.kind === 'end-sessions') {
    const again = params.round === 2;
    return {
      title: say(again ? 'again.title' : 'title'),
      will: [say('will'), ...(again ? [say('will.again')] : [say('will.forget')])],
      willNot: [say('will-not'), ...(again ? [] : [say('will-not.password')])],
      cannotUndo: [say('cannot-undo')],
      reversibility: 'harmless',
    };
  }
  if (action.kind === 'expire-password') {
    return {
      title: say('title'),
      will: [say('will'), say('will.directory')],
      willNot: [say('will-not'), ...(params.afterRemoval === true ? [say('will-not.order')] : [])],
      cannotUndo: [say('cannot-undo')],
      reversibility: 'irreversible',
    };
  }
  const kind = params.authenticator?.kind ?? null;
  const { picked } = params;
  const along = kind !== null && TAKES_OKTA_VERIFY_ALONG.includes(kind);
  return {
    title: say('title', { kind }),
    // What is named here is what the approval names: the digest covers it.
    will: [
      ...(picked === undefined ? [say('will')] : [say('will.picked', { authenticator: picked.label })]),
      ...(seen?.collateral ?? []),
    ],
    willNot: [
      say('will-not'),
      say(picked === undefined ? 'will-not.unpicked' : 'will-not.other'),
      say('will-not.guess'),
    ],
    cannotUndo: [say('cannot-undo'), ...(along ? [say('cannot-undo.okta-verify')] : [])],
    reversibility: 'irreversible',
  };
}
