import { Input } from 'antd';
import { useId, type ComponentProps } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './reason-field.module.css';

/** As the contract has it. */
const longestReason = 500;

/** Asks, in a question before an act, why it is done; one need not say. */
export function ReasonField({ onChange }: { onChange: (reason: string) => void }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className={styles['reason']}>
      <label htmlFor={id}>{t('reasonOptional')}</label>
      <ReasonInput
        id={id}
        aria-describedby={`${id}-help`}
        onChange={({ target }) => onChange(target.value)}
      />
      <div id={`${id}-help`} className="quiet">
        {t('reasonHelp')}
      </div>
    </div>
  );
}

/** Where a reason is typed. */
export function ReasonInput(props: ComponentProps<typeof Input.TextArea>) {
  return <Input.TextArea rows={2} maxLength={longestReason} {...props} />;
}
