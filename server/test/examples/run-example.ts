import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadModule, parseSync } from 'libpg-query';
import pg from 'pg';
import { createTestDatabase } from '../harness/database/database.ts';
import { auditUsage } from '../harness/metering/usage-audit.ts';

export const examplesFolder = join(import.meta.dirname, '../../../docs/examples');

/** Begins a line of recorded output. */
const mark = '--> ';

/**
 * Runs an example on a database of its own, after setup.sql, and returns its text with the output of each statement
 * recorded below it. Ids that the example does not name itself are told as `id-1`, `id-2` … Throws where the books of
 * usage do not balance afterwards.
 */
export async function runExample(name: string): Promise<string> {
  await loadModule();
  const read = async (file: string) =>
    (await readFile(join(examplesFolder, file), 'utf8')).replace(new RegExp(`^${mark}.*\n`, 'gm'), '');
  const text = await read(name);
  const database = await createTestDatabase();
  try {
    const client = new pg.Client({
      connectionString: database.connectionString,
      options: '-c timezone=UTC',
      // As Postgres writes them.
      types: { getTypeParser: () => String },
    });
    await client.connect();
    try {
      if (name !== 'setup.sql') await client.query(await read('setup.sql'));
      const statements = statementsOf(text);
      let recorded = '';
      for (const statement of statements) recorded += statement + quote(await outputOf(client, statement));
      recorded += text.slice(statements.join('').length);
      const faults = await auditUsage(database.connectionString);
      if (faults.length > 0)
        throw new Error(`${name} leaves books that do not balance: ${faults.join('; ')}`);
      return withStableIds(recorded, text);
    } finally {
      await client.end();
    }
  } finally {
    await database.drop();
  }
}

/** Each with the comments before it and the newline after it. */
function statementsOf(text: string): string[] {
  const bytes = Buffer.from(text);
  let begin = 0;
  return (parseSync(text).stmts ?? []).map(({ stmt_location = 0, stmt_len = 0 }) => {
    const end = bytes.indexOf('\n', stmt_location + stmt_len) + 1;
    const statement = bytes.subarray(begin, end).toString();
    begin = end;
    return statement;
  });
}

async function outputOf(client: pg.Client, statement: string): Promise<string[]> {
  try {
    const { fields, rows } = await client.query<(string | null)[]>({ text: statement, rowMode: 'array' });
    // Functions that return void are told by Postgres as an empty text.
    const isVoid = rows.length > 0 && rows.flat().every((value) => value === '');
    if (fields.length === 0 || isVoid) return [];
    return table([fields.map(({ name }) => name), ...rows.map((row) => row.map((value) => value ?? 'null'))]);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return [`error ${error.code}: ${error.message}`, ...(error.detail ? [error.detail] : [])];
  }
}

function table(rows: string[][]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | '));
}

function quote(lines: string[]): string {
  return lines.map((line) => `${mark}${line}`.trimEnd() + '\n').join('');
}

function withStableIds(recorded: string, text: string): string {
  const names = new Map<string, string>();
  return recorded.replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, (id) => {
    if (text.includes(id) || id.startsWith('00000000-')) return id;
    if (!names.has(id)) names.set(id, `id-${names.size + 1}`);
    return names.get(id) ?? id;
  });
}
