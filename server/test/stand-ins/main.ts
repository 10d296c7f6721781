import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startAllProviders } from './all.ts';
import { openDesk } from './desk/desk.ts';

/**
 * `npm run stand-ins [-- --port 4242] [-- --env]`: plays Stripe, Creem, Alipay and WeChat Pay on this machine, and runs
 * Meterstone against them, so that somebody can click through each provider's flow. `--env` prints the settings instead
 * of running it, for a server that is started elsewhere.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4242' },
    shop: { type: 'string', default: 'http://localhost:3000' },
    env: { type: 'boolean', default: false },
  },
});

const desk = await openDesk({
  servers: () => servers,
  shop: () => values.shop,
  port: Number(values.port),
});
const servers = await startAllProviders({ pages: desk.url });
// All that the demo sells in dollars.
const products = { pro: 'prod_pro', team: 'prod_team', credits_1000: 'prod_credits', daily_60: 'prod_daily' };
const env = {
  ...servers.env,
  PUBLIC_URL: values.shop,
  PAYMENTS_MODE: 'test',
  CREEM_PRODUCTS: JSON.stringify(products),
};

const tickMs = 200;
let isTicking = false;
setInterval(() => {
  if (isTicking) return;
  isTicking = true;
  void desk.advance(tickMs).finally(() => (isTicking = false));
}, tickMs);

console.log(`\nStand-ins of payment providers: ${desk.url}\n`);
if (values.env) {
  for (const [name, value] of Object.entries(env)) {
    console.log(`export ${name}='${value.replaceAll("'", String.raw`'\''`)}'`);
  }
} else {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../main.js')], {
    stdio: 'inherit',
    env: { ...process.env, ...env, PORT: new URL(values.shop).port || '80' },
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  child.once('exit', (code) => process.exit(code ?? 1));
}
