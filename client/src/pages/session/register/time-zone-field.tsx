import { lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LoadedLater } from '../../../ui/page/loaded-later.tsx';
import styles from '../form/form.module.css';

// Most people never change the one of their browser, and the list is long.
const TimeZoneSelect = lazy(async () => ({
  default: (await import('./themed-time-zone-select.tsx')).ThemedTimeZoneSelect,
}));

interface TimeZoneFieldProps {
  id: string;
  value: string;
  onChange: (timeZone: string) => void;
}

/** The zone that was found out, and a way to choose another. */
export function TimeZoneField({ id, value, onChange }: TimeZoneFieldProps) {
  const { t } = useTranslation('session');
  const [isChoosing, setChoosing] = useState(false);
  if (isChoosing) {
    return (
      <div className={styles['choice']}>
        <LoadedLater fallback={value}>
          <TimeZoneSelect id={id} value={value} onChange={onChange} />
        </LoadedLater>
      </div>
    );
  }
  return (
    <div className={styles['choice']}>
      <span className="number">{value.replaceAll('_', ' ')}</span>{' '}
      <button type="button" id={id} className={styles['link']} onClick={() => setChoosing(true)}>
        {t('fields.changeTimeZone')}
      </button>
    </div>
  );
}
