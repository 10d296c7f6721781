import { useState } from 'react';

/** Whether it has been so once: later answers replace what is shown, and hide nothing. */
export function useOnce(is: boolean): boolean {
  const [hasBeen, setHasBeen] = useState(is);
  if (is && !hasBeen) setHasBeen(true);
  return hasBeen || is;
}
