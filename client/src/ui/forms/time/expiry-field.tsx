import { DatePicker, Form } from 'antd';
import { wallTimeOf } from '../../../lib/time/wall-time.ts';

interface ExpiryFieldProps {
  label: string;
  /** Says what no date means, and whose time it is. */
  help: string;
  /** Of the account: what is chosen is its wall time. */
  timeZone: string;
}

/** Until when something holds: the field `expiresAt` of a form, at no time that has passed. */
export function ExpiryField({ label, help, timeZone }: ExpiryFieldProps) {
  return (
    <Form.Item name="expiresAt" label={label} extra={help}>
      <DatePicker
        showTime={{ format: 'HH:mm' }}
        format="YYYY-MM-DD HH:mm"
        minDate={wallTimeOf(new Date().toISOString(), timeZone)}
        // It would be the time of the browser's zone.
        showNow={false}
        // A date that was typed counts without a press on OK.
        needConfirm={false}
        style={{ width: '100%' }}
      />
    </Form.Item>
  );
}
