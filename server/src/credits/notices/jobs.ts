import { z } from 'zod';
import { enqueue, withTransaction } from '../../db/transaction.ts';
import type { Job } from '../../jobs/scheduler.ts';
import type { CreditsContext } from '../context.ts';
import { CreditNotice } from './contract.ts';
import { takeNotices } from './queries.ts';

const outboxTopic = 'credits.notices';
const Notices = z.array(CreditNotice).min(1);

/** Bounds one transaction, and the message that it leaves. */
const batch = 100;

/** Notes what ends in 7, 3 or 1 days, and has the accounts' browsers told: each once, whatever crashes. */
export const tellCreditNotices: Job<CreditsContext> = {
  name: 'tell_credit_notices',
  cron: '11 * * * *',
  async run(ctx) {
    for (;;) {
      const notices = await withTransaction(ctx, async (tx) => {
        const taken = await takeNotices(tx, batch);
        if (taken.length > 0) await enqueue(tx, outboxTopic, taken);
        return taken;
      });
      if (notices.length < batch) return;
    }
  },
};

/** Call once a node, before the outbox is pumped. */
export function startCreditNotices(ctx: CreditsContext): void {
  ctx.onOutbox(outboxTopic, (payload) => {
    for (const notice of Notices.parse(payload)) {
      ctx.live.emit(`account:${notice.accountId}`, 'credits:notice', notice);
    }
  });
}
