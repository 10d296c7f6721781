import { start, type MeteringDatabase } from './metering.ts';

interface Reservation {
  id: string;
  status: string;
  amount: number;
  committed_amount: number | null;
  record_id: string | null;
  expires_at: Date;
  is_replay: boolean;
}

export interface Wanted {
  amount?: number;
  featureCode?: string;
  ttl?: string;
  key?: string;
}

export function reserve(
  db: MeteringDatabase,
  accountId: string,
  hold: Wanted = {},
  at = start,
): Promise<Reservation> {
  const { amount = 10, featureCode = 'calls', ttl = '5 minutes', key = null } = hold;
  return db.one<Reservation>(
    'select (held.reservation).*, held.is_replay from public.reserve_feature_usage($1, $2, $3, $4, $5, $6) as held',
    [accountId, featureCode, amount, ttl, key, at],
  );
}

export function commit(
  db: MeteringDatabase,
  accountId: string,
  id: string,
  amount: number | null = null,
  at = start,
): Promise<Reservation> {
  return db.one<Reservation>('select * from public.commit_reservation($1, $2, $3, $4)', [
    accountId,
    id,
    amount,
    at,
  ]);
}

export function release(
  db: MeteringDatabase,
  accountId: string,
  id: string,
  at = start,
): Promise<Reservation> {
  return db.one<Reservation>('select * from public.release_reservation($1, $2, $3)', [accountId, id, at]);
}
