import { sql, type RawBuilder, type SelectQueryBuilder, type Simplify } from 'kysely';

/** Which part of a list is asked for. */
export interface PageOf {
  limit: number;
  offset: number;
}

/**
 * A part of what a query finds, with how many there are in all. Two statements, one after the other on one connection
 * at a time: what changes in between may show in one of them alone.
 */
export async function paged<Tables, Table extends keyof Tables, Row>(
  query: SelectQueryBuilder<Tables, Table, Row>,
  { limit, offset }: PageOf,
): Promise<{ rows: Simplify<Row>[]; total: number }> {
  const rows = await query.limit(limit).offset(offset).execute();
  const { total } = await query
    .clearSelect()
    .clearOrderBy()
    .select(({ fn }) => fn.countAll().as('total'))
    .$castTo<{ total: number }>()
    .executeTakeFirstOrThrow();
  return { rows, total };
}

/** A column of names or codes as lists are sorted by it: `plan 2` before `plan 10`, however the text is stored. */
export function byNumber(column: string): RawBuilder<string> {
  return sql`${sql.ref(column)} collate public.by_number`;
}
