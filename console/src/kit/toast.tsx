import { Toast } from '@base-ui/react/toast';
import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { IconButton } from './button.tsx';

/** Tells the reader from anywhere, React or not. */
export const toasts = Toast.createToastManager();

/** Says that something was done. */
export function sayDone(title: string, description?: string): void {
  toasts.add({ title, type: 'done', ...(description === undefined ? {} : { description }) });
}

/** Says that something failed and what to do; stays until closed. */
export function sayFailed(title: string, description: string): void {
  toasts.add({ title, description, type: 'failed', timeout: 0, priority: 'high' });
}

function ToastList() {
  const { toasts: shown } = Toast.useToastManager();
  return shown.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className="popup-motion bg-raised border-line shadow-pop w-full rounded-md border"
    >
      <Toast.Content className="flex items-start gap-2.5 py-2.5 pr-2 pl-3">
        <span className={toast.type === 'failed' ? 'text-critical mt-0.5' : 'text-good mt-0.5'}>
          {toast.type === 'failed' ? <CircleAlert size={16} /> : <CircleCheck size={16} />}
        </span>
        <div className="min-w-0 flex-1">
          <Toast.Title className="text-sm font-medium" />
          <Toast.Description className="text-ink-2 text-xs" />
        </div>
        <Toast.Close render={<IconButton label="Dismiss" size="sm" icon={<X size={14} />} />} />
      </Toast.Content>
    </Toast.Root>
  ));
}

/** Where toasts appear: bottom right, above the phone's bar. */
export function ToastPlace() {
  return (
    <Toast.Provider toastManager={toasts} limit={4} timeout={5000}>
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-18 z-50 flex w-[min(22rem,calc(100vw-2rem))] flex-col gap-2 md:bottom-4">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}
