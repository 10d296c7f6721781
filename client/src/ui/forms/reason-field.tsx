import { Input } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './reason-field.module.css';

const longestReason = 500;

/** Asks, in a question before an act, why it is done; one need not say. */
export function ReasonField({ onChange }: { onChange: (reason: string) => void }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className={styles['reason']}>
      <label htmlFor={id}>{t('reasonOptional')}</label>
      <Input.TextArea
        id={id}
        rows={2}
        maxLength={longestReason}
        aria-describedby={`${id}-help`}
        onChange={({ target }) => onChange(target.value)}
      />
      <div id={`${id}-help`} className="quiet">
        {t('reasonHelp')}
      </div>
    </div>
  );
}
