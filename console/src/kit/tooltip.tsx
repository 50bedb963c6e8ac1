import { Tooltip } from '@base-ui/react/tooltip';
import type { ReactElement } from 'react';
import { Kbd } from './kbd.tsx';

/** A tooltip on a control that can have focus. For plain text use the `title` attribute. */
export function Tip({ text, shortcut, children }: { text: string; shortcut?: string; children: ReactElement }) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} className="z-50">
          <Tooltip.Popup
            // The control carries the same words as its name: read aloud here too they would come twice.
            aria-hidden="true"
            className="popup-motion bg-ink text-canvas flex max-w-xs items-center gap-2 rounded-sm px-2 py-1 text-xs"
          >
            {text}
            {shortcut !== undefined && <Kbd tone="inverse">{shortcut}</Kbd>}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

export const TipProvider = Tooltip.Provider;
