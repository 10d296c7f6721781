import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { isMeant, zoneChoices } from '../../../lib/time/zone-search.ts';
import { TimeZoneSelect } from '../../../ui/forms/time/time-zone-select.tsx';
import { Theming } from '../../../ui/page/theming.tsx';
import styles from '../form/form.module.css';

interface ThemedTimeZoneSelectProps {
  id: string;
  value: string;
  onChange: (timeZone: string) => void;
}

/**
 * Open at once, and with the theme of Ant Design, which the pages of visitors go without. What was typed and is no zone
 * stays there when the field is left, to be refused with words.
 */
export function ThemedTimeZoneSelect({ onChange, ...props }: ThemedTimeZoneSelectProps) {
  const { t, i18n } = useTranslation('session');
  const typed = useRef('');
  return (
    <Theming letters="inherit">
      <TimeZoneSelect
        size="large"
        autoFocus
        defaultOpen
        className={styles['zone'] ?? ''}
        notFoundContent={t('fields.noZone')}
        onSearch={(text) => {
          typed.current = text.trim();
        }}
        onBlur={() => {
          const text = typed.current;
          typed.current = '';
          if (text !== '' && !zoneChoices(i18n.language).some((choice) => isMeant(choice, text)))
            onChange(text);
        }}
        onChange={(timeZone: string) => {
          typed.current = '';
          onChange(timeZone);
        }}
        {...props}
      />
    </Theming>
  );
}
