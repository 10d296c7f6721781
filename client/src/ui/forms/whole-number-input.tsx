import { Input, type InputProps } from 'antd';
import { useState } from 'react';
import { formatNumber } from '../../lib/language/format.ts';
import { parseWholeNumber } from '../../lib/language/whole-number.ts';

/**
 * Takes any text, so that what is no number is refused in words and not mended in silence. A number is shown in groups
 * of digits while nobody types in it.
 */
export function WholeNumberInput({ value, onFocus, onBlur, ...props }: InputProps) {
  const [isTyping, setTyping] = useState(false);
  return (
    <Input
      className="number"
      inputMode="numeric"
      autoComplete="off"
      {...props}
      {...(value !== undefined && { value: isTyping ? value : grouped(String(value)) })}
      onFocus={(event) => {
        setTyping(true);
        onFocus?.(event);
      }}
      onBlur={(event) => {
        setTyping(false);
        onBlur?.(event);
      }}
    />
  );
}

function grouped(text: string): string {
  const number = parseWholeNumber(text);
  return number === undefined || number === Infinity ? text : formatNumber(number);
}
