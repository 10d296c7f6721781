import { useEffect, useState } from 'react';

/** Long enough for the next letter, short enough to seem immediate. */
const pauseMs = 250;

/** What is being typed, once the typing pauses: to ask the server no more often than that. */
export function usePaused(text: string): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  return paused;
}
