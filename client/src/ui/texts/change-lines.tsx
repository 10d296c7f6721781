import { ArrowRightOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import styles from './change-lines.module.css';

/** A change as it is told: `Articles: 100 → 80`. */
export interface ChangeLine {
  /** Tells the line from the others of the same list. */
  key: string;
  label: string;
  before: string;
  after: string;
}

/** Changes in words, a line each. */
export function ChangeLines({ lines }: { lines: readonly ChangeLine[] }) {
  const { t } = useTranslation();
  return (
    <ul className={styles['changes']}>
      {lines.map(({ key, label, before, after }) => (
        <li key={key}>
          {t('change.line', { label })}
          <del className={styles['before']}>{before}</del> <ArrowRightOutlined aria-label={t('change.to')} />{' '}
          <ins className={styles['after']}>{after}</ins>
        </li>
      ))}
    </ul>
  );
}
