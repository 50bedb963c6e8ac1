import { useState } from 'react';
import { useSpaceQuery } from '../data/use-query.ts';
import { Button } from '../kit/button.tsx';
import { InlineError } from '../kit/states.tsx';

const IMAGES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/webp']);

/** The picture of a page, fetched when it is asked for: it may show what nobody wants to see unasked. */
export function Screenshot({ screenshotId }: { screenshotId: string }) {
  const [isOpen, setOpen] = useState(false);
  const picture = useSpaceQuery(
    'look-alikes',
    ['picture', screenshotId],
    (clients) => clients.domains.getScreenshot({ params: { screenshotId } }),
    { enabled: isOpen },
  );
  return (
    <section className="min-w-0">
      <h3 className="text-ink-3 mb-1.5 text-xs font-medium">Picture</h3>
      {!isOpen && <Button onClick={() => setOpen(true)}>Show the picture of the page</Button>}
      <InlineError error={picture.error} />
      {picture.data !== undefined && IMAGES.has(picture.data.mediaType) && (
        <img
          src={`data:${picture.data.mediaType};base64,${picture.data.base64}`}
          alt={`The page at ${picture.data.registrable}`}
          className="border-line max-h-96 max-w-full rounded-md border object-contain object-top"
        />
      )}
    </section>
  );
}
