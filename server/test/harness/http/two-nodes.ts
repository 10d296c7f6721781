import { startRedis, type TestRedis } from '../processes/redis.ts';
import { startTestServer, type TestServer } from './server.ts';

/** Two nodes of one product: they share a database and a Redis. */
export interface TwoNodes {
  redis: TestRedis;
  one: TestServer;
  two: TestServer;
  stop: () => Promise<void>;
}

export async function startTwoNodes(): Promise<TwoNodes> {
  const redis = await startRedis();
  const env = { REDIS_URL: redis.url };
  const one = await startTestServer({ env });
  const two = await startTestServer({ database: one.database, env });
  return {
    redis,
    one,
    two,
    async stop() {
      redis.unhang();
      await two.stop();
      await one.stop();
      await redis.stop();
    },
  };
}
