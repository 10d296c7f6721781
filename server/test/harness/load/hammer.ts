import type { Reachable } from '../identity/people.ts';
import { between, isMaybe, pick, runClients, type Answer, type LoadClient } from './load.ts';

interface Hammer {
  load: LoadClient;
  nodes: readonly Reachable[];
  /** Requests that are repeated side by side. */
  clients: number;
}

interface Sent {
  path: string;
  body: object;
}

/** Sends it 1 to 5 times at once, to any of the nodes; some connections are destroyed before the reply. */
async function sendRepeatedly({ load, nodes }: Hammer, { path, body }: Sent): Promise<Answer[]> {
  return Promise.all(
    Array.from({ length: between(1, 5) }, () =>
      load.post(pick(nodes), path, body, Math.random() < 0.4 ? { cutAfterMs: between(0, 25) } : {}),
    ),
  );
}

/** Does it for all, a few at a time; then asks once more for the answer of each. */
export async function hammer(how: Hammer, all: readonly Sent[]): Promise<Answer[][]> {
  const { load, nodes, clients } = how;
  const answers: Answer[][] = [];
  const forEach = async (work: (sent: Sent, index: number) => Promise<void>) => {
    let next = 0;
    await runClients(
      clients,
      () => next >= all.length,
      async () => {
        const index = next;
        next += 1;
        await work(all[index]!, index);
      },
    );
  };
  await forEach(async (sent, index) => {
    answers[index] = await sendRepeatedly(how, sent);
  });
  await forEach(async ({ path, body }, index) => {
    answers[index]!.push(await load.post(pick(nodes), path, body));
  });
  return answers;
}

/** All answers that came, each once; repeats may differ only in saying that they are. */
export function distinct(answers: readonly Answer[]): string[] {
  const bodies = answers
    .filter((answer) => !isMaybe(answer))
    .map((answer) => JSON.stringify(answer.body).replace('"replayed":true', '"replayed":false'));
  return [...new Set(bodies)];
}
