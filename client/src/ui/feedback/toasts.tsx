import { createContext, use, useEffect, useState, type ComponentType, type ReactNode } from 'react';
import { onceIdle } from '../../lib/browser/when-idle.ts';
import { calledLater } from '../../lib/called-later.ts';
import { loadTips } from './focus-tooltip.tsx';
import type { Toasts as Shown } from './toasts/toast-holder.tsx';

interface Toasts {
  message: { success: (text: string) => Promise<void>; error: (text: string) => Promise<void> };
  notification: {
    open: (notification: Parameters<Shown['notification']['open']>[0]) => Promise<void>;
    destroy: (key: string) => Promise<void>;
  };
}

const ToastContext = createContext<Toasts | undefined>(undefined);

/**
 * A place for short messages, whose code comes once the page is there: the first screen has nothing to say. Ant
 * Design's `App` would do, but brings its dialogs along; the admin, which asks before it acts, has one of its own.
 */
export function ToastPlace({ children }: { children: ReactNode }) {
  const [Holder, setHolder] = useState<ComponentType<{ onReady: (shown: Shown) => void }>>();
  const [{ toasts, ready, load }] = useState(() =>
    createToasts(async () => {
      const { ToastHolder } = await import('./toasts/toast-holder.tsx');
      setHolder(() => ToastHolder);
    }),
  );
  useEffect(() => {
    // Both are wanted just when the server is away, too.
    onceIdle(() => {
      Promise.all([load(), loadTips()]).catch(() => undefined);
    });
  }, [load]);
  return (
    <ToastContext value={toasts}>
      {Holder && <Holder onReady={ready} />}
      {children}
    </ToastContext>
  );
}

export function useToasts(): Toasts {
  const toasts = use(ToastContext);
  if (!toasts) throw new Error('The app stands in a ToastPlace');
  return toasts;
}

/** Toasts that wait for their code, which is loaded for the first of them at the latest. */
function createToasts(load: () => Promise<void>) {
  const { ready, call } = calledLater<Shown>(load);
  const toasts: Toasts = {
    message: {
      success: (text) => call(({ message }) => void message.success(text)),
      error: (text) => call(({ message }) => void message.error(text)),
    },
    notification: {
      open: (one) => call(({ notification }) => notification.open(one)),
      destroy: (key) => call(({ notification }) => notification.destroy(key)),
    },
  };
  return { toasts, ready, load };
}
