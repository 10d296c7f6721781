import { parentPort } from 'node:worker_threads';
import { createPasswordJudge, type PasswordQuestion, type Weakness } from './judge.ts';

/** What goes to the thread and what comes back, in pairs. */
export type Question = PasswordQuestion & { id: number };
export interface Verdict {
  id: number;
  weakness: Weakness | undefined;
}

const judge = createPasswordJudge();

parentPort?.on('message', ({ id, ...question }: Question) => {
  parentPort?.postMessage({ id, weakness: judge(question) } satisfies Verdict);
});
