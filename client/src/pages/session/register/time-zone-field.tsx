import { Button } from 'antd';
import { lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LoadedLater } from '../../../ui/page/loaded-later.tsx';

// Most people never change the one of their browser, and the list is long.
const TimeZoneSelect = lazy(async () => ({
  default: (await import('../../../ui/forms/time/time-zone-select.tsx')).TimeZoneSelect,
}));

interface TimeZoneFieldProps {
  /** All three are given by the form's item. */
  id?: string;
  value?: string;
  onChange?: (timeZone: string) => void;
}

/** The zone that was found out, and a way to choose another. */
export function TimeZoneField({ id, value, onChange }: TimeZoneFieldProps) {
  const { t } = useTranslation('session');
  const [isChoosing, setChoosing] = useState(false);
  if (isChoosing) {
    return (
      <LoadedLater fallback={value}>
        <TimeZoneSelect
          size="large"
          autoFocus
          defaultOpen
          {...(id !== undefined && { id })}
          {...(value !== undefined && { value })}
          {...(onChange && { onChange })}
        />
      </LoadedLater>
    );
  }
  return (
    <>
      <span className="number">{value?.replaceAll('_', ' ')}</span>{' '}
      <Button {...(id !== undefined && { id })} type="link" size="small" onClick={() => setChoosing(true)}>
        {t('fields.changeTimeZone')}
      </Button>
    </>
  );
}
