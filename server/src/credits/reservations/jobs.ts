import { sql } from 'kysely';
import { batchRows, deleteOld } from '../../jobs/delete-old.ts';

/** See forget_credit_reservations.sql. */
export const forgetCreditReservations = deleteOld({
  name: 'forget_credit_reservations',
  cron: '57 3 * * *',
  batch: sql`select public.forget_credit_reservations(${batchRows}) as gone`,
});
