import { App, Button } from 'antd';
import { useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../../lib/api-error.ts';
import { useProblemText } from '../use-problem-text.ts';
import { useStayingToast } from './use-staying-toast.tsx';

/** What was done and can be taken back. */
export interface Undoable {
  /** What to say of it. */
  text: string;
  /** Takes it back; resolves to what to say then. Throws ApiError. */
  undo: () => Promise<string>;
}

/**
 * Says that something is done, and offers for some seconds to take it back: by a button, or by Ctrl/⌘+Z from wherever
 * one is but in a field. What can not be undone any more, as somebody else has changed it meanwhile, is told so.
 */
export function useUndoToast(): (done: Undoable) => void {
  const { message } = App.useApp();
  const { t } = useTranslation();
  const problemText = useProblemText();
  const tellStaying = useStayingToast();
  return useCallback(
    ({ text, undo }) => {
      const take = async () => {
        try {
          void message.success(await undo());
        } catch (error) {
          const { code, status } = toApiError(error);
          const isOvertaken = code === 'version_conflict' || status === 404 || status === 409;
          void message.error(isOvertaken ? t('undo.overtaken') : problemText(error).text);
        }
      };
      tellStaying({
        text,
        action: (close) => (
          <UndoButton
            onUndo={() => {
              close();
              void take();
            }}
          />
        ),
      });
    },
    [message, problemText, t, tellStaying],
  );
}

function UndoButton({ onUndo }: { onUndo: () => void }) {
  const { t } = useTranslation();
  const undo = useRef(onUndo);
  undo.current = onUndo;

  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const isUndo = event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey;
      if (!isUndo || event.defaultPrevented || isTyping(event.target)) return;
      event.preventDefault();
      undo.current();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);

  return (
    <Button size="small" aria-keyshortcuts="Control+Z Meta+Z" title={t('undo.keys')} onClick={onUndo}>
      {t('undo.action')}
    </Button>
  );
}

/** There Ctrl+Z takes back what was typed. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea'));
}
