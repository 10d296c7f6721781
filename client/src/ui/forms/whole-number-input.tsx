import { Input, type InputProps } from 'antd';

/** Takes any text, so that what is no number is refused in words and not mended in silence. */
export function WholeNumberInput(props: InputProps) {
  return <Input className="number" inputMode="numeric" autoComplete="off" {...props} />;
}
