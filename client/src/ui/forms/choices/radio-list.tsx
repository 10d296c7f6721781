import { startTransition, useId, useOptimistic, type ReactNode } from 'react';
import styles from './radio-list.module.css';

interface RadioListProps<Value extends string> {
  label: string;
  value: Value | undefined;
  options: readonly { value: Value; label: ReactNode; note?: ReactNode }[];
  /** Side by side: for short ones. */
  isRow?: boolean;
  /** A promise: the choice shows at once, and goes back if `value` hasn't followed when it is kept. */
  onChange: (value: Value) => void | Promise<void>;
}

/** One out of a few, each with room for a line of its own; the browser's own buttons. */
export function RadioList<Value extends string>({
  label,
  value,
  options,
  isRow = false,
  onChange,
}: RadioListProps<Value>) {
  const name = useId();
  const [shown, show] = useOptimistic(value);
  const choose = (chosen: Value) =>
    startTransition(async () => {
      show(chosen);
      await onChange(chosen);
    });
  return (
    <fieldset className={styles['list']} data-row={isRow}>
      <legend>{label}</legend>
      {options.map((option) => (
        <label key={option.value} className={styles['option']}>
          <input
            type="radio"
            name={name}
            checked={option.value === shown}
            onChange={() => choose(option.value)}
          />
          <span className={styles['label']}>{option.label}</span>
          {option.note !== undefined && <span className={styles['note']}>{option.note}</span>}
        </label>
      ))}
    </fieldset>
  );
}
