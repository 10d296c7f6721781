import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';

/** Metadata may hold an id for every use: what is left is summed up. */
const mostGroups = 20;
const mostKeys = 50;
const longestValue = 200;

interface BreakdownSearch {
  accountId: string;
  featureCode: string;
  from: Date;
  to: Date;
  key: string | undefined;
  /** How many records are read, the newest ones. */
  limit: number;
}

interface GroupRow {
  kind: 'group' | 'others' | 'without';
  /** Of a group. */
  value: string | null;
  used: number;
  events: number;
  /** How many different ones. */
  values: number;
}

interface Found {
  /** Of the records that were read, where those were not all of the span. */
  oldestAt: Date | undefined;
  /** The most frequent first. */
  keys: string[];
  key: string | null;
  /** The most used first. */
  rows: GroupRow[];
}

/** Uses by the values of one key of their metadata, besides which keys there are. */
export async function selectBreakdown(db: Database, search: BreakdownSearch): Promise<Found> {
  const { accountId, featureCode, from, to, key, limit } = search;
  const { rows } = await sql<{
    oldest_at: Date | null;
    read: number;
    keys: string[];
    key: string | null;
    groups: GroupRow[];
  }>`
    with looked as materialized (
      select record.occurred_at, record.amount, record.metadata
      from public.usage_records as record
      where record.account_id = ${accountId}
        and record.occurred_at >= ${from}::timestamptz
        and record.occurred_at < ${to}::timestamptz
        and record.feature_code = ${featureCode}
        and record.kind = 'use'
        and not exists (
          select from public.usage_voids as void
          where void.account_id = record.account_id and void.record_id = record.id
        )
      order by record.occurred_at desc, record.id desc
      limit ${limit}
    ),
    key as materialized (
      select key.name, count(*) as records
      from looked
      cross join lateral jsonb_object_keys(looked.metadata) as key(name)
      group by key.name
      order by records desc, key.name
      limit ${mostKeys}
    ),
    chosen as materialized (
      select coalesce(${key ?? null}::text, (select name from key order by records desc, name limit 1)) as name
    ),
    ranked as (
      select looked.value, sum(looked.amount) as used, count(*) as events,
        row_number() over (order by looked.value is null, sum(looked.amount) desc, looked.value) as place
      from (
        select left(looked.metadata ->> chosen.name, ${longestValue}) as value, looked.amount
        from looked
        cross join chosen
      ) as looked
      group by looked.value
    ),
    folded as (
      select kind, case kind when 'group' then value end as value,
        least(sum(used), public.counter_limit())::bigint as used, sum(events)::bigint as events,
        count(*) as values, min(place) as place
      from (
        select *,
          case when value is null then 'without' when place <= ${mostGroups} then 'group' else 'others' end as kind
        from ranked
      ) as ranked
      group by kind, case kind when 'group' then value end
    )
    select
      (select min(occurred_at) from looked) as oldest_at,
      (select count(*) from looked) as read,
      (select coalesce(json_agg(name order by records desc, name), '[]') from key) as keys,
      (select name from chosen) as key,
      (
        select coalesce(
          json_agg(
            json_build_object('kind', kind, 'value', value, 'used', used, 'events', events, 'values', values)
            order by place
          ),
          '[]'
        )
        from folded
      ) as groups`.execute(db);
  const [found] = rows;
  if (!found) throw new Error('A breakdown came back empty');
  return {
    oldestAt: found.read < limit ? undefined : (found.oldest_at ?? undefined),
    keys: found.keys,
    key: found.key,
    rows: found.groups,
  };
}
