import { useId, type ReactNode } from 'react';
import styles from './field.module.css';

/** What the input of a field needs to be tied to its label, help and error. */
interface FieldInput {
  id: string;
  status: '' | 'error';
  'aria-invalid': boolean;
  'aria-describedby': string | undefined;
}

interface FieldProps {
  label: string;
  /** For inputs that stand in a row under one heading: the label is there, but not shown. */
  isLabelHidden?: boolean;
  help?: ReactNode;
  error: string | undefined;
  children: (input: FieldInput) => ReactNode;
}

/** A labelled input with help below and, beside it, what is wrong. */
export function Field({ label, isLabelHidden = false, help, error, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? help;
  return (
    <div className={styles['field']}>
      <label htmlFor={id} className={isLabelHidden ? 'only-for-screen-readers' : styles['label']}>
        {label}
      </label>
      {children({
        id,
        status: error === undefined ? '' : 'error',
        'aria-invalid': error !== undefined,
        'aria-describedby': note === undefined ? undefined : noteId,
      })}
      {note !== undefined && (
        <p id={noteId} className={error === undefined ? styles['help'] : styles['error']}>
          {note}
        </p>
      )}
    </div>
  );
}
