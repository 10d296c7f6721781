import { sql, type AliasedRawBuilder } from 'kysely';

/** A column of who did something, as they are to be told now: see told_actor.sql. */
export function toldActor(column: string): AliasedRawBuilder<unknown, 'actor'> {
  return sql`public.told_actor(${sql.ref(column)})`.as('actor');
}
