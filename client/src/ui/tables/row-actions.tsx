import { App } from 'antd';
import { useState, type ReactNode } from 'react';
import { FocusTooltip } from '../feedback/focus-tooltip.tsx';
import { useUndoToast, type Undoable } from '../feedback/toasts/use-undo-toast.tsx';
import { useProblemText } from '../feedback/use-problem-text.ts';
import { ReasonField } from '../forms/reason-field.tsx';
import { IconButton } from './rows/icon-button.tsx';
import rows from './rows.module.css';

/** Something that can be done to one thing of a list. */
export interface RowAct {
  /** What is done and to what; also on the button that answers the question. */
  label: string;
  /** Why it can't be done now; undefined where it can. */
  refusal?: string | undefined;
  /** Asked first: what it leads to. */
  question?: { title: string; text: string };
  /** Asks with the question why it is done; one need not say. */
  asksWhy?: boolean;
  /** Does it; resolves to what to say then, and to how it is undone where that is possible. Throws ApiError. */
  act: (reason?: string) => Promise<string | Undoable>;
}

/** Starts acts: asks first where there is a question, and tells by a toast that it is done or what failed. */
export function useRunAct(): { isBusy: boolean; start: (act: RowAct) => void } {
  const { modal, message } = App.useApp();
  const tellUndoable = useUndoToast();
  const problemText = useProblemText();
  const [isBusy, setBusy] = useState(false);
  async function run(act: () => ReturnType<RowAct['act']>): Promise<void> {
    setBusy(true);
    try {
      const done = await act();
      if (typeof done === 'string') void message.success(done);
      else tellUndoable(done);
    } catch (error) {
      void message.error(problemText(error).text);
    } finally {
      setBusy(false);
    }
  }
  return {
    isBusy,
    start: ({ label, question, asksWhy = false, act }) => {
      if (!question) {
        void run(act);
        return;
      }
      let reason = '';
      const tell = (text: string) => (reason = text.trim());
      const asked = modal.confirm({
        title: question.title,
        content: (
          <>
            {question.text}
            {asksWhy && <ReasonField onChange={tell} />}
          </>
        ),
        okText: label,
        okButtonProps: { danger: true },
        onOk: () => run(() => act(reason === '' ? undefined : reason)),
        afterClose: () => removeEventListener('popstate', leave),
      });
      // Whoever goes back is not asked over another page. What it is about may change meanwhile: the act will tell.
      const leave = () => asked.destroy();
      addEventListener('popstate', leave);
    },
  };
}

/** Starts one act, as `useRunAct` does any. */
export function useRowAct(act: RowAct): { isBusy: boolean; start: () => void } {
  const { isBusy, start } = useRunAct();
  return { isBusy, start: () => start(act) };
}

interface Opens {
  label: string;
  /** Goes to where it is done. */
  open: () => void;
}

export type RowAction = { icon: ReactNode } & (RowAct | Opens);

/** What can be done to a thing, one small button each; what can't says why. */
export function RowActions({ actions }: { actions: readonly RowAction[] }) {
  return (
    <span className={rows['actions']}>
      {actions.map((action) =>
        'open' in action ? (
          <FocusTooltip key={action.label} title={action.label}>
            <IconButton icon={action.icon} aria-label={action.label} onClick={action.open} />
          </FocusTooltip>
        ) : (
          <ActButton key={action.label} {...action} />
        ),
      )}
    </span>
  );
}

/** Tells on hover and on focus why it can't be done, so it stays reachable. */
function ActButton({ icon, ...act }: { icon: ReactNode } & RowAct) {
  const { isBusy, start } = useRowAct(act);
  const { label, refusal } = act;
  const isRefused = refusal !== undefined;
  return (
    <FocusTooltip title={refusal ?? label}>
      <IconButton
        icon={icon}
        isBusy={isBusy}
        aria-label={isRefused ? `${label}: ${refusal}` : label}
        aria-disabled={isRefused}
        onClick={() => {
          if (!isRefused) start();
        }}
      />
    </FocusTooltip>
  );
}
