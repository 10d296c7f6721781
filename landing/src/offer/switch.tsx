interface SwitchProps<Value extends string> {
  name: string;
  label: string;
  options: readonly { value: Value; label: string; note?: string | undefined }[];
  value: Value | undefined;
  onChange: (value: Value) => void;
}

/** A few exclusive choices side by side: radio buttons, so that arrows move between them. */
export function Switch<Value extends string>({ name, label, options, value, onChange }: SwitchProps<Value>) {
  return (
    <fieldset class="switch">
      <legend class="for-readers">{label}</legend>
      {options.map((option) => (
        <label key={option.value} class="switch-option">
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => {
              onChange(option.value);
            }}
          />
          <span class="switch-text">
            {option.label} {option.note && <span class="switch-note">{option.note}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
