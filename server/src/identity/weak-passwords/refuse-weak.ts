import { Worker } from 'node:worker_threads';
import { AppError, invalidField } from '../../lib/app-error.ts';
import type { PasswordQuestion, Weakness } from './judge.ts';
import type { Question, Verdict } from './worker.ts';

const words: Record<Weakness, string> = {
  password_common: 'Many people use this password or one like it',
  password_personal: 'This is made of the name or the e-mail address',
  password_repeated: 'This repeats itself',
  password_in_a_row: 'These keys or letters stand in a row',
  password_date: 'A date or a year is easily guessed',
  password_weak: 'This password is easily guessed',
};

/** Questions that may wait for the thread: a few seconds of its work. */
const mostWaiting = 50;

export interface WeakPasswords {
  /** Errors: `invalid_input` at `path` for a password that is easily guessed; `overloaded`. */
  refuse(path: string, question: PasswordQuestion): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Judges passwords on a thread of its own: some take a tenth of a second, and anybody may send such ones. It begins
 * with the first, since its dictionaries take memory that a node may never need.
 */
export function createWeakPasswords(): WeakPasswords {
  let worker: Worker | undefined;
  let lastId = 0;
  const waiting = new Map<number, PromiseWithResolvers<Weakness | undefined>>();

  function start(): Worker {
    const started = new Worker(new URL('worker.ts', import.meta.url));
    started.unref();
    started.on('message', ({ id, weakness }: Verdict) => {
      waiting.get(id)?.resolve(weakness);
      waiting.delete(id);
    });
    // Whatever ended it, the next question starts another one.
    started.on('error', (error) => {
      worker = undefined;
      for (const verdict of waiting.values()) verdict.reject(error);
      waiting.clear();
    });
    return started;
  }

  function judge(question: PasswordQuestion): Promise<Weakness | undefined> {
    if (waiting.size >= mostWaiting) throw new AppError('overloaded', { retryAfterSeconds: 5 });
    worker ??= start();
    const id = (lastId += 1);
    const verdict = Promise.withResolvers<Weakness | undefined>();
    waiting.set(id, verdict);
    worker.postMessage({ ...question, id } satisfies Question);
    return verdict.promise;
  }

  return {
    async refuse(path, question) {
      const weakness = await judge(question);
      if (weakness !== undefined) throw invalidField(path, words[weakness], weakness);
    },
    async stop() {
      await worker?.terminate();
    },
  };
}
