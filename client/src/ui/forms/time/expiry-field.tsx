import { DatePicker, Form } from 'antd';
import type { Dayjs } from 'dayjs';
import { typedFormat, typedWallTime, wallTimeOf } from '../../../lib/time/wall-time.ts';

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
      <ExpiryPicker timeZone={timeZone} />
    </Form.Item>
  );
}

interface ExpiryPickerProps {
  timeZone: string;
  /** What the form gives its controls; a text is what was typed and is no date. */
  id?: string;
  value?: Dayjs | string | null;
  onChange?: (value: Dayjs | string | null) => void;
}

/** Keeps what was typed though it is no date: dropped, it would mean that there is no end. */
function ExpiryPicker({ timeZone, id, value, onChange }: ExpiryPickerProps) {
  const read = ({ target }: { target: EventTarget }) => {
    if (target instanceof HTMLInputElement) onChange?.(typedWallTime(target.value));
  };
  return (
    <DatePicker
      {...(id !== undefined && { id })}
      value={typeof value === 'string' || value === undefined ? null : value}
      showTime={{ format: 'HH:mm' }}
      format={typedFormat}
      minDate={wallTimeOf(new Date().toISOString(), timeZone)}
      // It would be the time of the browser's zone.
      showNow={false}
      // A date that was typed counts without a press on OK.
      needConfirm={false}
      preserveInvalidOnBlur
      onChange={(picked) => onChange?.(picked ?? null)}
      onBlur={read}
      onKeyDown={(event) => {
        if (event.key === 'Enter') read(event);
      }}
      style={{ width: '100%' }}
    />
  );
}
