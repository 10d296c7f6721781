import { io } from 'socket.io-client';
import { z } from 'zod';
import { runLoad } from './load-tool.ts';
import { createLoads } from './requests.ts';
import { alertFeature, call, type Subject } from './server-under-load.ts';

const people = 40;
/** Of a quota of 100: each crosses one threshold. */
const uses = [80, 15, 5];

export interface AlertLatency {
  samples: number;
  p50: number;
  p99: number;
}

/**
 * Milliseconds from sending the request that crosses a threshold to the event on a connected socket, while other
 * accounts are recorded at the given rate.
 */
export async function measureAlertLatency(subject: Subject, perSecond: number): Promise<AlertLatency> {
  const latencies: number[] = [];
  const persons = [];
  for (let index = 0; index < people; index += 1) {
    persons.push(
      await call(subject.url, 'POST', '/api/auth/register', undefined, {
        email: `bench-${index}@example.com`,
        password: 'Battery-staple-7',
        name: 'Bench',
      }),
    );
  }
  const load = runLoad({
    url: subject.url,
    next: createLoads(subject.apiKey).record,
    connections: 128,
    seconds: 20,
    perSecond,
  });
  for (const person of persons) {
    const accountId = z.object({ id: z.string() }).parse(person['account']).id;
    const socket = io(subject.url, { auth: { token: person['accessToken'] }, transports: ['websocket'] });
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    for (const amount of uses) {
      const alert = new Promise<void>((resolve) => socket.once('quota:alert', () => resolve()));
      const sentAt = performance.now();
      await call(subject.url, 'POST', '/api/usage/record', subject.apiKey, {
        accountId,
        featureCode: alertFeature,
        amount,
      });
      await alert;
      latencies.push(performance.now() - sentAt);
    }
    socket.disconnect();
  }
  await load;
  latencies.sort((a, b) => a - b);
  return {
    samples: latencies.length,
    p50: latencies[Math.floor(latencies.length * 0.5)] ?? NaN,
    p99: latencies[Math.floor(latencies.length * 0.99)] ?? NaN,
  };
}
