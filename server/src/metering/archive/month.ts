import type pg from 'pg';
import { z } from 'zod';

/** A month of UTC, by the time in the ids of its records, as `2025-01`. */
export const Month = z.string().regex(/^[0-9]{4}-(0[1-9]|1[0-2])$/, 'must be a month such as 2025-01');
export type Month = z.infer<typeof Month>;

/** `kept` among the records, `leaving` where taking it out was cut off, `apart` in a table nobody reads, or `gone`. */
export type MonthState = 'kept' | 'leaving' | 'apart' | 'gone';

/** What keeps a month from leaving, and open counters that may count some of it, by feature: how many accounts. */
export interface MonthNeeds {
  reason: 'young' | 'not_oldest' | 'not_summed_up' | null;
  counted: Record<string, number>;
}

/** Its first instant. */
export function startOf(month: Month): string {
  return `${month}-01T00:00:00Z`;
}

/** See usage_month_table.sql. */
export function tableOf(month: Month): string {
  return `public.usage_records_${month.replace('-', '_')}`;
}

export async function stateOf(client: pg.ClientBase, month: Month): Promise<MonthState> {
  const { rows } = await client.query<{ state: MonthState }>(
    'select public.usage_month_state($1::timestamptz) as state',
    [startOf(month)],
  );
  return rows[0]?.state ?? 'gone';
}

export async function needsOf(client: pg.ClientBase, month: Month): Promise<MonthNeeds> {
  const { rows } = await client.query<MonthNeeds>(
    'select reason, counted from public.usage_month_is_needed($1::timestamptz)',
    [startOf(month)],
  );
  return rows[0] ?? { reason: null, counted: {} };
}

/** The months whose records are in the database, kept or on their way out, the oldest first. */
export async function monthsWithRecords(client: pg.ClientBase): Promise<Month[]> {
  const { rows } = await client.query<{ month: Month }>('select month from public.usage_months()');
  return rows.map(({ month }) => month);
}

/** The columns of a month's table, in their order. */
export async function columnsOf(client: pg.ClientBase, month: Month): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name
     from pg_catalog.pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped
     order by attnum`,
    [tableOf(month)],
  );
  return rows.map(({ name }) => name);
}

/** How many records a month's table holds, and a sum over all that is in them. */
export interface Content {
  records: number;
  checksum: string;
}

/** Of a month that stands apart, or of a table like it: of these columns in this order, and of rows in any. */
export async function contentOf(
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
): Promise<Content> {
  const { rows } = await client.query<{ records: string; checksum: string }>(
    `select
       count(*)::text as records,
       coalesce(sum(hashtextextended(row(${columns.join(', ')})::text, 0)::numeric), 0)::text as checksum
     from ${table}`,
  );
  return { records: Number(rows[0]?.records ?? 0), checksum: rows[0]?.checksum ?? '' };
}
