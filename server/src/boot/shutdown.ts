const boundMs = 10_000;
/** A terminal and npm each pass the same Ctrl-C on; only a signal after this is a second one. */
const echoMs = 1_000;

type Close = () => Promise<void>;

/** The orderly end of the process: what was opened is closed in reverse. */
export interface Shutdown {
  /** `close` runs when the process ends, before what was added earlier. */
  add: (close: Close) => void;
  /** True from the first signal on: what fails from then on fails because it is being closed. */
  isStopping: () => boolean;
  /** Closes everything and ends the process, within 10 s. */
  exit: (code: number) => Promise<void>;
}

/** Makes SIGTERM, SIGINT and SIGHUP end the process in good order with status 0; a second signal ends it at once. */
export function handleSignals(): Shutdown {
  const closers: Close[] = [];
  let firstSignalAt: number | undefined;
  let closing: Promise<void> | undefined;

  const exit = async (code: number) => {
    setTimeout(() => process.exit(code), boundMs);
    closing ??= closeAll(closers);
    await closing;
    process.exit(code);
  };
  const onSignal = () => {
    firstSignalAt ??= Date.now();
    if (Date.now() - firstSignalAt > echoMs) process.exit(1);
    void exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, onSignal);

  return { add: (close) => closers.push(close), isStopping: () => closing !== undefined, exit };
}

async function closeAll(closers: Close[]): Promise<void> {
  for (let close = closers.pop(); close; close = closers.pop()) {
    try {
      await close();
    } catch (error) {
      process.stderr.write(`Closing failed: ${String(error)}\n`);
    }
  }
}
