import { Select, type SelectProps } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { isMeant, zoneChoices, zoneLabel, type ZoneChoice } from '../../../lib/time/zone-search.ts';

interface ZoneOption {
  value: string;
  label: string;
  title: string;
  choice: ZoneChoice;
}

interface TimeZoneSelectProps extends Omit<
  SelectProps<string, ZoneOption>,
  'options' | 'showSearch' | 'onSearch'
> {
  /** Is told what is typed. */
  onSearch?: (typed: string) => void;
}

/** Every zone that an account can be in, found by city, name or offset. Heavy: to be loaded when it is wanted. */
export function TimeZoneSelect({ onSearch, ...props }: TimeZoneSelectProps) {
  const { i18n } = useTranslation();
  const options = useMemo(
    (): ZoneOption[] =>
      zoneChoices(i18n.language).map((choice) => ({
        value: choice.zone,
        label: zoneLabel(choice),
        title: choice.zone,
        choice,
      })),
    [i18n.language],
  );
  return (
    <Select<string, ZoneOption>
      showSearch={{
        filterOption: (typed, option) => option !== undefined && isMeant(option.choice, typed),
        ...(onSearch && { onSearch }),
      }}
      options={options}
      {...props}
    />
  );
}
