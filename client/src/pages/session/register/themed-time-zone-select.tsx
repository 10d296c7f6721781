import type { ComponentProps } from 'react';
import { TimeZoneSelect } from '../../../ui/forms/time/time-zone-select.tsx';
import { Theming } from '../../../ui/page/theming.tsx';

/** Open at once, and with the theme of Ant Design, which the pages of visitors go without. */
export function ThemedTimeZoneSelect(props: ComponentProps<typeof TimeZoneSelect>) {
  return (
    <Theming>
      <TimeZoneSelect size="large" autoFocus defaultOpen {...props} />
    </Theming>
  );
}
