import { useState, type ComponentProps, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './form.module.css';

interface ItemProps {
  name: string;
  label: string;
  /** In the place of the help. */
  error?: ReactNode;
  help?: ReactNode;
  children: ReactNode;
}

/** A label, what it names (with the id `name`), and below it help or what is wrong: nothing moves when that changes. */
export function Item({ name, label, error, help, children }: ItemProps) {
  return (
    <div className={styles['item']} data-field={name}>
      <label htmlFor={name}>{label}</label>
      {children}
      <div className={styles['below']}>
        {error === undefined ? (
          <span id={`${name}_extra`}>{help}</span>
        ) : (
          <span id={`${name}_help`} role="alert" className={styles['wrong']}>
            {error}
          </span>
        )}
      </div>
    </div>
  );
}

type FieldProps = Omit<ItemProps, 'children'> &
  Pick<ComponentProps<'input'>, 'type' | 'autoComplete' | 'autoFocus'>;

export function Field({ name, label, error, help, ...input }: FieldProps) {
  return (
    <Item name={name} label={label} error={error} help={help}>
      <input {...input} {...describedBy(name, error)} className={styles['input']} />
    </Item>
  );
}

/** A field whose letters can be shown. */
export function PasswordField({ name, label, error, help, ...input }: Omit<FieldProps, 'type'>) {
  const { t } = useTranslation('session');
  const [isShown, setShown] = useState(false);
  return (
    <Item name={name} label={label} error={error} help={help}>
      <span className={styles['secret']}>
        <input
          {...input}
          {...describedBy(name, error)}
          type={isShown ? 'text' : 'password'}
          className={styles['input']}
        />
        <button
          type="button"
          className={styles['eye']}
          aria-label={t('fields.reveal')}
          aria-pressed={isShown}
          title={t('fields.reveal')}
          onClick={() => setShown(!isShown)}
        >
          <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
            <path d="M2 12s3.6-7 10-7 10 7 10 7-3.6 7-10 7S2 12 2 12Z" />
            <circle cx="12" cy="12" r="3" />
            {!isShown && <path d="m4 4 16 16" />}
          </svg>
        </button>
      </span>
    </Item>
  );
}

function describedBy(name: string, error: ReactNode) {
  return {
    id: name,
    name,
    'aria-invalid': error !== undefined,
    'aria-describedby': error === undefined ? `${name}_extra` : `${name}_help`,
  };
}
