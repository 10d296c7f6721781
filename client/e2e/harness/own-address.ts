import { freePort } from '@meterstone/server/harness/processes/free-port';

/** Settings of a server whose address is known before it starts, as providers are told where to lead buyers back to. */
export async function ownAddress(): Promise<Record<string, string>> {
  const port = await freePort();
  return { PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` };
}
