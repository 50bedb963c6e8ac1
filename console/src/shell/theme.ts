import { useSyncExternalStore } from 'react';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'breakwater-theme';
const listeners = new Set<() => void>();
let current: Theme = read();

function read(): Theme {
  const set = typeof document === 'undefined' ? undefined : document.documentElement.dataset['theme'];
  return set === 'dark' || set === 'light' ? set : 'system';
}

/** Sets the theme and keeps it in this browser; `system` follows the machine. */
export function setTheme(theme: Theme): void {
  current = theme;
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  try {
    if (theme === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch (storageIsBlocked) {
    // Private windows may refuse storage: the theme then holds for this page only.
    console.warn('The theme is not kept:', storageIsBlocked);
  }
  for (const listener of listeners) listener();
}

/** The chosen theme. */
export function useTheme(): Theme {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}

/** The theme after this one: system → light → dark → system. */
export function nextTheme(theme: Theme): Theme {
  return theme === 'system' ? 'light' : theme === 'light' ? 'dark' : 'system';
}
