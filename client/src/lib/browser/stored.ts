/**
 * A text kept in this browser, shared by its tabs. Browsers that refuse storage keep it for this page only.
 */
export interface Stored {
  read: () => string | null;
  write: (value: string | null) => void;
  /** Calls back when this tab or another one writes; returns how to stop. */
  subscribe: (listener: () => void) => () => void;
}

const prefix = 'meterstone.';

/** The text under this name. */
export function stored(name: string): Stored {
  const key = prefix + name;
  const listeners = new Set<() => void>();
  let fallback: string | null = null;
  return {
    read() {
      try {
        return localStorage.getItem(key);
      } catch {
        return fallback;
      }
    },
    write(value) {
      fallback = value;
      try {
        if (value === null) localStorage.removeItem(key);
        else localStorage.setItem(key, value);
      } catch {
        // Kept in `fallback`.
      }
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      const onStorage = (event: StorageEvent) => {
        if (event.key === key || event.key === null) listener();
      };
      listeners.add(listener);
      window.addEventListener('storage', onStorage);
      return () => {
        listeners.delete(listener);
        window.removeEventListener('storage', onStorage);
      };
    },
  };
}
