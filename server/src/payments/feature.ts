import type { Context } from '../base-context.ts';
import { invariant } from '../lib/invariant.ts';
import { startAsking } from './asking/pump.ts';
import { createRefusals } from './callbacks/refusals.ts';
import { createCheckoutLimit } from './checkout/limits.ts';
import type { Payments, PaymentsContext } from './context.ts';
import { startClosingPages } from './ended-orders/pump.ts';
import { inboxJobs } from './inbox/jobs.ts';
import { createInboxPump } from './inbox/pump.ts';
import { createReceiver } from './inbox/receiver.ts';
import { offeredProviders } from './providers/offered.ts';
import { sandboxSecretOf } from './providers/sandbox/signature.ts';
import { startRefunds } from './refunds/pump.ts';
import { paymentRoutes } from './routes.ts';

/** What `features.ts` takes of payments. */
export const payments = {
  name: 'payments',
  routes: paymentRoutes,
  jobs: inboxJobs,
  hooks: {},
  async build(ctx: Context): Promise<{ payments: Payments }> {
    const { jwt } = ctx.config.secrets;
    invariant(jwt, 'the boot has found or made the secret of tokens');
    const settings = ctx.config.payments;
    const secret = sandboxSecretOf(jwt);
    const providers = await offeredProviders(settings, secret, { clock: () => new Date() });
    return {
      payments: {
        providers,
        sandboxSecret: settings.sandbox ? secret : undefined,
        addressLimit: createCheckoutLimit(ctx),
        receiver: createReceiver(ctx),
        inbox: createInboxPump(ctx, providers),
        refusals: createRefusals(ctx),
      },
    };
  },
  start(ctx: PaymentsContext) {
    const { inbox, receiver, refusals, providers } = ctx.payments;
    inbox.start();
    refusals.start();
    const asking = startAsking(ctx, providers);
    const refunds = startRefunds(ctx, providers);
    const closing = startClosingPages(ctx);
    return [() => receiver.drain(), inbox.stop, refusals.stop, asking.stop, refunds.stop, closing.stop];
  },
} as const;
