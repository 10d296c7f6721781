import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';

const sqlDir = join(import.meta.dirname, '../../../sql');

export interface SqlFile {
  name: string;
  text: string;
  checksum: string;
}

/** In the order of their paths. */
export async function readFiles(pattern: string): Promise<SqlFile[]> {
  const names = await Array.fromAsync(glob(pattern, { cwd: sqlDir }));
  return Promise.all(
    names.sort().map(async (name) => {
      const text = await readFile(join(sqlDir, name), 'utf8');
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

/** Whether it is applied after all else, while uses go on (see concurrent.ts). */
export function isConcurrent({ text }: SqlFile): boolean {
  return text.startsWith('-- No transaction: ');
}

/** The checksums of what the database has, by name. */
export async function readApplied(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from meterstone_migrations.applied',
  );
  return new Map(rows.map((row) => [row.name, row.checksum]));
}

/** Writes down that the database has it. */
export async function noteApplied(client: pg.Client, { name, checksum }: SqlFile): Promise<void> {
  await client.query(
    `insert into meterstone_migrations.applied (name, checksum) values ($1, $2)
     on conflict (name) do update set checksum = excluded.checksum, applied_at = now()`,
    [name, checksum],
  );
}
