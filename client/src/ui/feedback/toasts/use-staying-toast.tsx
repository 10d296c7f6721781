import { App } from 'antd';
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import styles from './staying-toast.module.css';

interface Staying {
  /** What to say. */
  text: string;
  /** What can be done about it: buttons and links, which call `close` once they are taken. */
  action: (close: () => void) => ReactNode;
}

/** Long enough to read it, to see what came of it, and to reach the button. */
const offeredMs = 10_000;

/** Says that something is done, and offers for some seconds what can be done about that. */
export function useStayingToast(): (toast: Staying) => void {
  const { message } = App.useApp();
  return useCallback(
    ({ text, action }) => {
      const key = `staying ${(toasts += 1)}`;
      const close = () => message.destroy(key);
      // One at a time: what was done last is what an offer, and Ctrl+Z, are thought to be about.
      message.destroy(`staying ${toasts - 1}`);
      void message.success({
        key,
        duration: 0,
        content: (
          <Offer text={text} onOver={close}>
            {action(close)}
          </Offer>
        ),
      });
    },
    [message],
  );
}

/** How many there were: each has a key of its own. */
let toasts = 0;

interface OfferProps {
  text: string;
  onOver: () => void;
  children: ReactNode;
}

function Offer({ text, onOver, children }: OfferProps) {
  const [isHeld, setHeld] = useState(false);
  const over = useRef(onOver);
  over.current = onOver;
  useEffect(() => {
    if (isHeld) return undefined;
    const timer = setTimeout(() => over.current(), offeredMs);
    return () => clearTimeout(timer);
  }, [isHeld]);
  return (
    // Who reads it or is at its button has as long as they like.
    <span
      className={styles['offer']}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span>{text}</span>
      {children}
    </span>
  );
}
