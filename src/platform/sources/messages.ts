import type { Catalogue } from '../../base/messages.ts';

export const sourcesMessages: Catalogue = {
  'sources.detector.silent': 'Source went silent',
  'sources.finding.silent':
    '{source} has sent nothing for {silentMinutes, plural, one {# minute} other {# minutes}}: {blind, plural, =0 {no detection depends on it} one {# detection is blind} other {# detections are blind}}',
};
