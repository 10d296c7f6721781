import { Select, type SelectProps } from 'antd';

const zones = Intl.supportedValuesOf('timeZone');
/** Browsers leave it out of their list, though it is what servers speak. */
const options = ['UTC', ...zones.filter((zone) => zone !== 'UTC')].map((value) => ({
  value,
  label: value.replaceAll('_', ' '),
}));

/** Every IANA zone, found by typing a part of its name. */
export function TimeZoneSelect(props: Omit<SelectProps<string>, 'options'>) {
  return <Select<string> showSearch={{ optionFilterProp: 'label' }} options={options} {...props} />;
}
