import type { AuditEntry } from '@meterstone/server/contract/identity';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useFeatureName, useGrantText, usePlanName } from '../../../api/use-catalog-names.ts';
import { formatNumber, zonedDayTime } from '../../../lib/language/format.ts';
import { stressed } from '../../../ui/texts/sentence.tsx';

/** What the lines of each action keep beside the reason; lines of older releases may keep less. */
const PlanAssigned = z.object({ before: z.string().nullish() });
const PlanBought = z.object({ before: z.string().nullish(), begins: z.string().nullish() });
const PlanRefunded = z.object({ after: z.string() });
const OverrideSet = z.object({ quota: z.int(), expiresAt: z.string().nullish() });
const ChangeFailed = z.object({ plan: z.string(), version: z.int() });
const PlanChange = z.enum(['rollout', 'renewal_note', 'renewal']);
const CreditsMoved = z.object({ amount: z.int(), owed: z.int().default(0) });
const PricesSet = z.object({ actions: z.int() });
const UseVoided = z.object({ featureCode: z.string(), amount: z.int() });

/** What needs no more words than who did it. */
const plain = {
  'account.closed': 'closed',
  'account.created': 'created',
  'account.updated': 'updated',
  'account.viewed': 'viewed',
  'demo.seeded': 'seeded',
  'health.repaired': 'repaired',
  'order.refunded': 'orderRefunded',
  'payment_event.attached': 'paymentAttached',
} as const;

function isPlain(action: string): action is keyof typeof plain {
  return Object.hasOwn(plain, action);
}

/** Tells an audit line of an account, whose zone is given, as a sentence with what it is about `stressed`. */
export function useAuditText(timeZone: string): (entry: AuditEntry) => string {
  const { t } = useTranslation('accounts');
  const planName = usePlanName();
  const planText = usePlanText();
  const featureName = useFeatureName();
  const grantText = useGrantText();

  function actorOf({ actor }: AuditEntry): string {
    if (actor.kind === 'system') return t('history.system');
    return actor.kind === 'apiKey' ? t('history.apiKey', { name: actor.name }) : actor.name;
  }

  function overrideText(actor: string, feature: string, { target, details }: AuditEntry): string {
    const { data } = OverrideSet.safeParse(details);
    if (!data) return t('history.overrideChanged', { actor, feature });
    const quota = stressed(grantText(target ?? '', data.quota));
    return data.expiresAt
      ? t('history.overrideUntil', {
          actor,
          feature,
          quota,
          at: zonedDayTime(data.expiresAt, timeZone),
        })
      : t('history.overrideSet', { actor, feature, quota });
  }

  function failureText(actor: string, { target, details }: AuditEntry): string {
    if (target === 'override_end') return t('history.changeFailed.override_end', { actor });
    const change = PlanChange.safeParse(target).data;
    const { data } = ChangeFailed.safeParse(details);
    if (!change || !data) return t('history.changeFailed.unknown', { actor });
    const { version } = data;
    return t(`history.changeFailed.${change}`, { actor, version, plan: stressed(planName(data.plan)) });
  }

  function creditsText(actor: string, { action, details }: AuditEntry): string {
    const { amount = 0, owed = 0 } = CreditsMoved.safeParse(details).data ?? {};
    const numbers = { actor, amount: formatNumber(amount), owed: formatNumber(owed) };
    if (action === 'credits.granted') return t('history.creditsGranted', numbers);
    if (action === 'credits.returned') return t('history.creditsReturned', numbers);
    return t(owed > 0 ? 'history.creditsRevokedOwed' : 'history.creditsRevoked', numbers);
  }

  return (entry) => {
    const { action, target, details } = entry;
    const actor = actorOf(entry);
    const feature = target === null ? '' : stressed(featureName(target));
    switch (action) {
      case 'plan.assigned':
      case 'plan.bought':
      case 'plan.refunded':
        return planText(actor, entry);
      case 'override.set':
        return overrideText(actor, feature, entry);
      case 'override.lifted':
        return t('history.overrideLifted', { actor, feature });
      case 'usage.reset':
        return target === null ? t('history.resetAll', { actor }) : t('history.resetOne', { actor, feature });
      case 'usage.voided': {
        const { data } = UseVoided.safeParse(details);
        return t('history.voided', {
          actor,
          feature: stressed(featureName(data?.featureCode ?? '')),
          amount: formatNumber(data?.amount ?? 0),
        });
      }
      case 'credits.granted':
      case 'credits.revoked':
      case 'credits.returned':
        return creditsText(actor, entry);
      case 'credits.package_assigned':
        return t('history.packageAssigned', { actor, package: stressed(target ?? '') });
      case 'credit_prices.set':
        return t('history.pricesSet', { actor, count: PricesSet.safeParse(details).data?.actions ?? 0 });
      case 'account.change_failed':
        return failureText(actor, entry);
      default:
        return isPlain(action)
          ? t(`history.${plain[action]}`, { actor })
          : t('history.other', { actor, action });
    }
  };
}

/** What became of an account's plan: given, bought, or ended with its money. */
function usePlanText(): (actor: string, entry: AuditEntry) => string {
  const { t } = useTranslation('accounts');
  const planName = usePlanName();

  function planText(actor: string, { action, target, details }: AuditEntry): string {
    const before = PlanAssigned.safeParse(details).data?.before;
    const plan = stressed(planName(target ?? ''));
    if (action === 'plan.bought') return boughtText(plan, details);
    if (action === 'plan.refunded') {
      const after = PlanRefunded.safeParse(details).data?.after;
      return t(after === target ? 'history.planRefundedKept' : 'history.planRefunded', {
        before: plan,
        plan: stressed(planName(after ?? '')),
      });
    }
    return before
      ? t('history.planChanged', { actor, before: stressed(planName(before)), plan })
      : t('history.planGiven', { actor, plan });
  }

  function boughtText(plan: string, details: AuditEntry['details']): string {
    const { before, begins } = PlanBought.safeParse(details).data ?? {};
    if (begins) return t('history.planProlonged', { plan });
    if (!before) return t('history.planBoughtFirst', { plan });
    return t('history.planBought', { before: stressed(planName(before)), plan });
  }

  return planText;
}
