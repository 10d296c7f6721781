import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../../db/pool.ts';
import type { Tx } from '../../db/transaction.ts';
import type { CreditNotice } from './contract.ts';

type Row = Omit<CreditNotice, 'endsAt' | 'createdAt'> & { endsAt: Date; createdAt: Date };

/** Of `notices`, the rows of credit_notices that are meant. */
const selectNotices = (notices: RawBuilder<unknown>) => sql<Row>`
  select notice.kind || ':' || notice.ref_id || ':' || notice.days as id, notice.account_id as "accountId",
    notice.kind, notice.ref_id as "refId", notice.days, notice.package_id as "packageId",
    content.name as "packageName", notice.amount, notice.ends_at as "endsAt", notice.created_at as "createdAt"
  from ${notices} as notice
  left join public.packages as package on package.id = notice.package_id
  left join public.v_package_contents as content
    on content.package_id = package.id and content.version = package.current_version`;

const toNotice = ({ endsAt, createdAt, ...row }: Row): CreditNotice => ({
  ...row,
  endsAt: endsAt.toISOString(),
  createdAt: createdAt.toISOString(),
});

/** See take_credit_notices.sql. */
export async function takeNotices(tx: Tx, limit: number): Promise<CreditNotice[]> {
  const { rows } = await selectNotices(sql`public.take_credit_notices(p_limit => ${limit})`).execute(tx);
  return rows.map(toNotice);
}

/** Newest first, with the number of all. */
export async function listNoticeRows(
  db: Database,
  { accountId, limit, offset }: { accountId: string; limit: number; offset: number },
): Promise<{ notices: CreditNotice[]; total: number }> {
  const { rows } = await selectNotices(
    sql`(
      select * from public.credit_notices where account_id = ${accountId}
      order by created_at desc, ends_at, kind, ref_id
      limit ${limit} offset ${offset}
    )`,
  ).execute(db);
  const { total } = await db
    .selectFrom('credit_notices')
    .where('account_id', '=', accountId)
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return { notices: rows.map(toNotice), total };
}
