import type { Alert } from '@meterstone/server/contract/metering/alerts';
import { useCallback, useEffect, useRef } from 'react';
import { useToasts } from '../../../../ui/feedback/toasts.tsx';

export interface StayingToasts {
  /** The page that is open: on another one, the banner has the word. */
  page: string;
  /** The alerts that hold, once they are known. */
  holding: readonly Alert[] | undefined;
}

/**
 * Toasts that stay for as long as their alert holds and its page is open: `stay` says that of the one to be shown,
 * `pass` that it goes by itself. Either names it, and ends the other of its feature.
 */
export function useStayingToasts({ page, holding }: StayingToasts): {
  stay: (alert: Alert) => string;
  pass: (alert: Alert) => string;
  /** Ends those of a feature, whichever they are. */
  drop: (featureCode: string) => void;
} {
  const { notification } = useToasts();
  const staying = useRef(new Map<string, { id: string; hasHeld: boolean }>());
  const end = useCallback(
    (key: string) => {
      staying.current.delete(key);
      void notification.destroy(key);
    },
    [notification],
  );
  useEffect(() => {
    const { current } = staying;
    return () => [...current.keys()].forEach(end);
  }, [page, end]);
  // At every rendering: one that comes may be among those that hold already.
  useEffect(() => {
    for (const [key, toast] of staying.current) {
      const holds = holding?.some(({ id }) => id === toast.id) ?? false;
      if (holds) toast.hasHeld = true;
      // It comes before the list that it is in.
      else if (toast.hasHeld) end(key);
    }
  });
  const stay = useCallback(
    ({ featureCode, id }: Alert) => {
      end(featureCode);
      staying.current.set(stayingKey(featureCode), { id, hasHeld: false });
      return stayingKey(featureCode);
    },
    [end],
  );
  const pass = useCallback(
    ({ featureCode }: Alert) => {
      end(stayingKey(featureCode));
      return featureCode;
    },
    [end],
  );
  const drop = useCallback(
    (featureCode: string) => {
      end(stayingKey(featureCode));
      void notification.destroy(featureCode);
    },
    [end, notification],
  );
  return { stay, pass, drop };
}

/** A key of their own: Ant Design closes at once what had a time to stay and is to have none. */
function stayingKey(featureCode: string): string {
  return `${featureCode} used up`;
}
