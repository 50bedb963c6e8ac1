import type { Message } from '../../../src/base/finding.ts';
import { renderMessage } from '../../../src/base/messages.ts';
import type { Catalogue } from '../../../src/base/messages.ts';
import { domainMessages } from '../../../src/domains/messages.ts';
import { identityMessages } from '../../../src/identity/messages.ts';
import { incidentMessages } from '../../../src/incidents/messages.ts';
import { notifyMessages } from '../../../src/notify/messages.ts';
import { sourcesMessages } from '../../../src/platform/sources/messages.ts';
import { rehearsalMessages } from '../../../src/rehearsal/messages.ts';
import { reportMessages } from '../../../src/reports/messages.ts';
import { responseMessages } from '../../../src/response/messages.ts';
import { setupMessages } from '../../../src/setup/messages.ts';
import { simulatorMessages } from '../../../src/simulator/messages.ts';
import { consoleMessages } from '../messages.ts';
import { visibleText } from './visible-text.ts';

/** Every room's texts in one catalogue. Keys begin with the room's name, so none can hide another. */
export const CATALOGUE: Catalogue = {
  ...consoleMessages,
  ...domainMessages,
  ...identityMessages,
  ...incidentMessages,
  ...notifyMessages,
  ...rehearsalMessages,
  ...reportMessages,
  ...responseMessages,
  ...setupMessages,
  ...simulatorMessages,
  ...sourcesMessages,
};

/** The text of a message from the API. An unknown key is shown as the key. Its parameters may be an attacker's words. */
export function say(message: Message): string {
  return visibleText(renderMessage(CATALOGUE, message));
}

/** One of the console's own texts. */
export function t(key: string, params: Message['params'] = {}): string {
  return renderMessage(CATALOGUE, { key, params });
}
