import { ArrowRightOutlined } from '@ant-design/icons';
import styles from './change-list.module.css';
import { lineOf, type Words } from './change-words.ts';
import type { PlanChange } from './read-changes.ts';

/** Changes in words, a line each: `Articles: 100 → 80`. */
export function ChangeList({ changes, words }: { changes: readonly PlanChange[]; words: Words }) {
  return (
    <ul className={styles['changes']}>
      {changes.map((change) => {
        const { key, label, before, after } = lineOf(change, words);
        return (
          <li key={key}>
            {words.t('change.line', { label })}
            <del className={styles['before']}>{before}</del>{' '}
            <ArrowRightOutlined aria-label={words.t('change.to')} />{' '}
            <ins className={styles['after']}>{after}</ins>
          </li>
        );
      })}
    </ul>
  );
}
