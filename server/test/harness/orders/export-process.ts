import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createDatabase, createPool } from '../../../src/db/pool.ts';
import { newId } from '../../../src/lib/ids.ts';
import { createLines } from '../../../src/lib/lines.ts';
import { createLogger } from '../../../src/lib/logger.ts';
import { OrdersExportQuery } from '../../../src/orders/export/contract.ts';
import { exportOrders } from '../../../src/orders/export/service.ts';

/**
 * Exports all orders of a database to its output, no faster than that is read, and ends with the most memory that it
 * ever had, in MB, as its only line of errors. Nothing else is in its memory. Called with the database and the format.
 */
const [databaseUrl = '', format = ''] = process.argv.slice(2);
const pool = createPool({ connectionString: databaseUrl, logger: createLogger('silent'), max: 1 });
const readLines = createLines({
  ...{ perKey: 1, total: 1, maxWaiting: 1, patienceMs: 1_000, refusal: 'overloaded' },
});
const { file } = await exportOrders(
  { db: createDatabase(pool), readLines },
  { kind: 'apiKey', apiKeyId: newId(), scopes: new Set() },
  OrdersExportQuery.parse({ format }),
);
for await (const part of file) {
  if (!process.stdout.write(part)) await once(process.stdout, 'drain');
}
await pool.end();
// Not maxRSS: that of a process that was just started is at least what its parent had.
const [, peak = ''] = /VmHWM:\s+(\d+) kB/.exec(await readFile('/proc/self/status', 'utf8')) ?? [];
process.stderr.write(`${Number(peak) / 1024}\n`);
