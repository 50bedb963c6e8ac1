import type { Catalogue } from '../base/messages.ts';
import { domainMessages } from '../domains/messages.ts';
import { identityMessages } from '../identity/messages.ts';
import { incidentMessages } from '../incidents/messages.ts';
import { notifyMessages } from '../notify/messages.ts';
import { sourcesMessages } from '../platform/sources/messages.ts';
import { rehearsalMessages } from '../rehearsal/messages.ts';
import { reportMessages } from '../reports/messages.ts';
import { responseMessages } from '../response/messages.ts';
import { setupMessages } from '../setup/messages.ts';
import { simulatorMessages } from '../simulator/index.ts';

/** The texts of all rooms, in one catalogue. Keys start with their room's name, so that none hides another. */
export const allMessages: Catalogue = {
  ...setupMessages,
  ...sourcesMessages,
  ...identityMessages,
  ...domainMessages,
  ...reportMessages,
  ...incidentMessages,
  ...responseMessages,
  ...notifyMessages,
  ...rehearsalMessages,
  ...simulatorMessages,
};
