import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useProblemText } from '../../../ui/feedback/use-problem-text.ts';
import styles from './form.module.css';
import type { useEntranceForm } from './use-entrance-form.ts';

interface EntranceFormProps {
  form: ReturnType<typeof useEntranceForm>;
  /** What its button says. */
  submit: string;
  /** Above the fields, unless a refusal stands there. */
  note?: string | undefined;
  /** The note is not known yet, and what there is of it keeps its room. */
  isNoteComing?: boolean;
  children: ReactNode;
}

/** Fields with what belongs to none of them above, and the button that sends them below. */
export function EntranceForm({
  form: { props, problem, isSending },
  submit,
  note,
  isNoteComing = false,
  children,
}: EntranceFormProps) {
  const { t } = useTranslation('session');
  const problemText = useProblemText();
  return (
    <form {...props}>
      {problem && (
        <p role="alert" className={styles['problem']}>
          {problem.code === 'unauthenticated' ? t('wrong') : problemText(problem).text}
        </p>
      )}
      {note !== undefined && !problem && (
        <p role="status" className={styles['note']} data-coming={isNoteComing}>
          {note}
        </p>
      )}
      {children}
      <button type="submit" className={styles['submit']} aria-busy={isSending}>
        {submit}
      </button>
    </form>
  );
}
