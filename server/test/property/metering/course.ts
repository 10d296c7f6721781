import { expect } from '@jest/globals';
import { sqlstateOf } from '../../../src/db/sqlstate.ts';
import { after, type MeteringDatabase } from '../../harness/metering/metering.ts';
import { auditAccepted } from '../../harness/metering/usage-audit.ts';

export const zones = ['UTC', 'Asia/Shanghai', 'America/New_York'];
/** Refusals that are answers. */
const foreseen = ['MSQEX', 'MSRCL', 'MSVOI', 'MSFNP', 'MSICR'];

export interface Act {
  kind: string;
  amount?: number;
  /** Seconds from now on at which it is said to have happened. */
  told?: number;
  which?: number;
}

/** One account in the hands of whoever. */
export class Course {
  readonly reservations: string[] = [];
  readonly records: string[] = [];
  readonly accountId: string;
  readonly planIds: string[];
  /** When it came to the zone that it is in. */
  movedAt = '-infinity';
  protected readonly db: MeteringDatabase;

  constructor(db: MeteringDatabase, accountId: string, planIds: string[]) {
    this.db = db;
    this.accountId = accountId;
    this.planIds = planIds;
  }

  async run({ kind, amount = 1, told = 0, which = 0 }: Act, at: string): Promise<void> {
    const reservation = this.reservations[which % this.reservations.length];
    const record = this.records[which % this.records.length];
    switch (kind) {
      case 'use':
        return this.use(amount, after(at, { seconds: told }), at);
      case 'plan':
        return this.call('apply_plan_version(array[$1]::uuid[], $3, $2)', at, this.planIds[which]);
      case 'zone':
        await this.call('change_time_zone($1, $3, $2)', at, zones[which]);
        this.movedAt = at;
        return;
      case 'override':
        return this.call(
          `set_quota_override($1, 'calls', $3, $4, 'why', $2)`,
          at,
          amount * 20,
          after(at, { hours: amount }),
        );
      case 'reset':
        return this.call(`reset_usage($1, null, 'goodwill', $2)`, at);
      case 'hold':
        return this.hold(amount, at);
      case 'commit':
        if (!reservation) return;
        await this.call('commit_reservation($1, $3, null, $2)', at, reservation);
        this.records.push(
          ...(await this.db.records(this.accountId)).flatMap((one) =>
            one.reservation_id === reservation ? [one.id] : [],
          ),
        );
        return;
      case 'release':
        return reservation ? this.call('release_reservation($1, $3, $2)', at, reservation) : undefined;
      case 'void':
        return record ? this.call(`void_usage_record($1, $3, 'a mistake', $2)`, at, record) : undefined;
    }
  }

  protected async use(amount: number, occurredAt: string, at: string): Promise<void> {
    const {
      record_id: id,
      period_start: start,
      paid_units: paid,
    } = await this.db.use(this.accountId, { amount, ...(occurredAt === at ? {} : { occurredAt }) }, at);
    if (id !== null) this.records.push(id);
    if (id !== null && start !== null && paid === null) await this.mustStandWithin(id);
  }

  /** Some last for minutes, some for days. */
  private async hold(amount: number, at: string): Promise<void> {
    const { id, overage } = await this.db.one<{ id: string; overage: number }>(
      `select (reservation).id, (reservation).overage
       from public.reserve_feature_usage($1, 'calls', $2, $3, null, $4)`,
      [this.accountId, amount, amount % 3 === 0 ? '3 minutes' : '2 days', at],
    );
    this.reservations.push(id);
    if (overage === 0) await this.mustStandWithin(id);
  }

  /** Beyond its quota, where credits pay: a quota that was lowered may have left the counter above it before. */
  private async mustStandWithin(chargedId: string): Promise<void> {
    expect(await auditAccepted(this.db.pool, chargedId)).toEqual([]);
  }

  /** `$1` is the account, `$2` the time, `$3` and so on the values. */
  protected async call(call: string, at: string, ...values: unknown[]): Promise<void> {
    await this.db.rows(`select public.${call}`, [this.accountId, at, ...values]);
  }
}

/** Awaits what may be refused by one of the answers that are foreseen. */
export async function tolerate(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!foreseen.includes(sqlstateOf(error) ?? '')) throw error;
  }
}
