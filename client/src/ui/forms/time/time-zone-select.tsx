import { timeZones } from '@meterstone/server/contract/time-zones';
import { Select, type SelectProps } from 'antd';

const options = timeZones.map((value) => ({ value, label: value.replaceAll('_', ' ') }));

/** Every zone that an account can be in, found by typing a part of its name. */
export function TimeZoneSelect(props: Omit<SelectProps<string>, 'options'>) {
  return <Select<string> showSearch={{ optionFilterProp: 'label' }} options={options} {...props} />;
}
