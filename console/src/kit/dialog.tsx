import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { buttonClass } from './button.tsx';
import { cx } from './cx.ts';

export interface ModalProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons; the one that does it stands last. */
  footer?: ReactNode;
  wide?: boolean;
  initialFocus?: RefObject<HTMLElement | null>;
}

const BACKDROP = 'fade-motion fixed inset-0 z-40 bg-[oklch(0.12_0.02_240/0.45)]';

/** Without a tooltip: that would take the first Escape for itself. */
function CloseButton({ className, onClose }: { className: string; onClose: () => void }) {
  return (
    <button
      type="button"
      aria-label="Close"
      title="Close (Esc)"
      onClick={onClose}
      className={buttonClass('quiet', 'sm', cx('absolute size-6 px-0', className))}
    >
      <X size={16} aria-hidden="true" />
    </button>
  );
}

/** A dialog in the middle of the page (at the foot of a phone's). Escape and the backdrop close it. */
export function Modal({ open, onClose, title, description, children, footer, wide, initialFocus }: ModalProps) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={BACKDROP} />
        <Dialog.Viewport className="fixed inset-0 z-40 flex items-end justify-center p-0 sm:items-start sm:p-6 sm:pt-[12vh]">
          <Dialog.Popup
            {...(initialFocus === undefined ? {} : { initialFocus })}
            className={cx(
              'popup-motion bg-raised border-line shadow-pop relative flex max-h-[90dvh] w-full flex-col rounded-t-lg border sm:max-h-[76vh] sm:rounded-lg',
              wide === true ? 'sm:max-w-2xl' : 'sm:max-w-md',
            )}
          >
            <div className="flex items-start gap-3 px-4 pt-3.5 pb-2">
              <div className="min-w-0 flex-1 pr-8">
                <Dialog.Title className="text-base font-semibold">{title}</Dialog.Title>
                {description !== undefined && (
                  <Dialog.Description className="text-ink-2 mt-0.5 text-sm">{description}</Dialog.Description>
                )}
              </div>
            </div>
            <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-4">{children}</div>
            {footer !== undefined && (
              <div className="border-line flex flex-wrap justify-end gap-2 border-t px-4 py-3">{footer}</div>
            )}
            {/* Last, so that opening puts the focus on what there is to do. */}
            <CloseButton className="top-3 right-3" onClose={onClose} />
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** A panel that slides in from the right over the page: details of one thing, the list stays behind it. */
export function Sheet({ open, onClose, title, children, footer }: Omit<ModalProps, 'description' | 'wide'>) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={cx(BACKDROP, 'bg-[oklch(0.12_0.02_240/0.25)]')} />
        <Dialog.Viewport className="fixed inset-0 z-40 flex justify-end">
          <Dialog.Popup className="sheet-motion bg-raised border-line shadow-pop relative flex h-full w-full max-w-2xl flex-col border-l">
            <div className="border-line flex h-11 items-center gap-3 border-b px-4 pr-12">
              <Dialog.Title className="min-w-0 flex-1 truncate text-sm font-semibold">{title}</Dialog.Title>
            </div>
            <div className="min-h-0 flex-1 overflow-y-auto p-4">{children}</div>
            {footer !== undefined && <div className="border-line border-t px-4 py-3">{footer}</div>}
            {/* Last, so that opening puts the focus on what there is to do. */}
            <CloseButton className="top-2.5 right-3" onClose={onClose} />
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
