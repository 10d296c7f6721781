import { setTimeout as delay } from 'node:timers/promises';
import { runLoad } from './load-tool.ts';
import type { Target } from './processes.ts';
import { createLoads } from './requests.ts';
import type { Subject } from './server-under-load.ts';

/** Jobs begin five seconds after the start. */
const restMs = 10_000;
const connections = 128;

/** Megabytes of a server that has just been started, and that nobody asks anything. */
export async function memoryAtRest(target: Target): Promise<number> {
  await delay(restMs);
  return target.memory();
}

/** Large batches from many at once, as much as is sent: what the server holds at most. */
export async function measureMemory(
  target: Target,
  { apiKey }: Subject,
  { seconds, atRest, say }: { seconds: number; atRest: number; say: (line: string) => void },
): Promise<void> {
  const { failures } = await runLoad({
    url: target.url,
    next: createLoads(apiKey).batch,
    connections,
    seconds,
  });
  say('\n## Memory of the server in MB');
  say(
    `at rest ${atRest} (bar: 130) | ${connections} connections × batches of 500: ${target.peakMemory()} (bar: 250)`,
  );
  if (failures > 0) say(`! ${failures} failures`);
}
