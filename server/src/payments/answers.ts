/**
 * What asking a provider came to. `refused`: the provider said no, and nothing happened. `unknown`: it may have
 * happened (a timeout, a reset, a 5xx, an answer that can't be verified or read), so it is asked again, never taken
 * for a failure. `reason` is for logs and holds nothing of a body or a header.
 */
export type Answer<T> =
  { kind: 'ok'; value: T } | { kind: 'refused'; code: string } | { kind: 'unknown'; reason: string };

/** The longest that a buyer or a pump waits for a provider. */
export const defaultPatienceMs = 10_000;

export const ok = <T>(value: T): Answer<T> => ({ kind: 'ok', value });
export const refused = (code: string): Answer<never> => ({ kind: 'refused', code });
export const unknown = (reason: string): Answer<never> => ({ kind: 'unknown', reason });

interface Asking<T> {
  patienceMs: number;
  /** May throw: `refusalOf` tells a refusal by its error. */
  ask: (signal: AbortSignal) => Promise<Answer<T>>;
  /** The code under which the provider refused; undefined where that isn't certain. */
  refusalOf: (error: unknown) => string | undefined;
}

/** Asks, and has an answer when the patience is over, whatever the provider does; it never throws. */
export async function askProvider<T>({ patienceMs, ask, refusalOf }: Asking<T>): Promise<Answer<T>> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<Answer<T>>((resolve) => {
    timer = setTimeout(() => {
      resolve(unknown('timeout'));
      controller.abort();
    }, patienceMs);
  });
  const answer = ask(controller.signal).catch((error: unknown): Answer<T> => {
    const code = refusalOf(error);
    return code === undefined ? unknown(nameOf(error)) : refused(code);
  });
  try {
    return await Promise.race([answer, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}

/** The kind of an error, without its message: that may hold what was sent. */
function nameOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'error';
  const { name, code } = { name: 'Error', code: undefined, ...pick(error) };
  return code === undefined ? name : `${name} ${code}`;
}

function pick(error: object): { name?: string; code?: string } {
  const found: { name?: string; code?: string } = {};
  if ('name' in error && typeof error.name === 'string') found.name = error.name;
  if ('code' in error && typeof error.code === 'string') found.code = error.code;
  return found;
}
