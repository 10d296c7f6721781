import { App, Button } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../../lib/api-error.ts';
import { useProblemText } from '../use-problem-text.ts';
import styles from './undo-toast.module.css';

/** What was done and can be taken back. */
export interface Undoable {
  /** What to say of it. */
  text: string;
  /** Takes it back; resolves to what to say then. Throws ApiError. */
  undo: () => Promise<string>;
}

/** Long enough to read it, to see what came of it, and to reach the button. */
const offeredMs = 10_000;

/**
 * Says that something is done, and offers for some seconds to take it back: by a button, or by Ctrl/⌘+Z from wherever
 * one is but in a field. What can not be undone any more, as somebody else has changed it meanwhile, is told so.
 */
export function useUndoToast(): (done: Undoable) => void {
  const { message } = App.useApp();
  const { t } = useTranslation();
  const problemText = useProblemText();
  return useCallback(
    ({ text, undo }) => {
      const key = `undoable ${(toasts += 1)}`;
      const close = () => message.destroy(key);
      const take = async () => {
        close();
        try {
          void message.success(await undo());
        } catch (error) {
          const { code, status } = toApiError(error);
          const isOvertaken = code === 'version_conflict' || status === 404 || status === 409;
          void message.error(isOvertaken ? t('undo.overtaken') : problemText(error).text);
        }
      };
      // One at a time: what was done last is what Ctrl+Z is thought to be about.
      message.destroy(`undoable ${toasts - 1}`);
      void message.success({
        key,
        duration: 0,
        content: <Offer text={text} onUndo={() => void take()} onOver={close} />,
      });
    },
    [message, problemText, t],
  );
}

/** How many there were: each has a key of its own. */
let toasts = 0;

interface OfferProps {
  text: string;
  onUndo: () => void;
  onOver: () => void;
}

function Offer({ text, onUndo, onOver }: OfferProps) {
  const { t } = useTranslation();
  const [isHeld, setHeld] = useState(false);
  const calls = useRef({ onUndo, onOver });
  calls.current = { onUndo, onOver };

  useEffect(() => {
    if (isHeld) return undefined;
    const timer = setTimeout(() => calls.current.onOver(), offeredMs);
    return () => clearTimeout(timer);
  }, [isHeld]);

  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const isUndo = event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey;
      if (!isUndo || event.defaultPrevented || isTyping(event.target)) return;
      event.preventDefault();
      calls.current.onUndo();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);

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
      <Button size="small" aria-keyshortcuts="Control+Z Meta+Z" title={t('undo.keys')} onClick={onUndo}>
        {t('undo.action')}
      </Button>
    </span>
  );
}

/** There Ctrl+Z takes back what was typed. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea'));
}
