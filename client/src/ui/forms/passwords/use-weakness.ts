import type { PasswordQuestion, Weakness } from '@meterstone/server/password-judge';
import { useEffect, useRef, useState } from 'react';

/**
 * How a new password is easily guessed, as the server will judge it. The judge is 250 kB and comes with the first
 * password that is long enough; nothing is said before it is there, and nothing if it does not come.
 */
export function useWeakness({ password, person }: PasswordQuestion): Weakness | undefined {
  const worker = useRef<Worker>(undefined);
  const [weakness, setWeakness] = useState<Weakness>();
  const { name, email } = person;

  useEffect(
    () => () => {
      worker.current?.terminate();
      worker.current = undefined;
    },
    [],
  );

  useEffect(() => {
    if (password.length < shortest) {
      setWeakness(undefined);
      return;
    }
    if (!worker.current) {
      worker.current = new Worker(new URL('judge-worker.ts', import.meta.url), { type: 'module' });
      worker.current.addEventListener('message', ({ data }: MessageEvent<Weakness | undefined>) => {
        setWeakness(data);
      });
    }
    // Answers come in the order of the questions: the last one is about what stands there.
    worker.current.postMessage({ password, person: { name, email } } satisfies PasswordQuestion);
  }, [password, name, email]);

  return weakness;
}

/** Shorter ones are refused for that. */
export const shortest = 8;
