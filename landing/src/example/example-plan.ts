import type { Plan } from '@meterstone/server/contract/catalog';
import { usualQuotas, type Quotas } from './simulation.ts';

export interface ExamplePlan {
  /** Undefined where no plan on sale has such quotas. */
  name: Plan['name'] | undefined;
  quotas: Quotas;
}

/** Fewer would make no picture of a day. */
const fewestArticles = 10;

/**
 * The plan that the example account is on: the one that is suggested, else the first, with quotas of articles and
 * publications by the day and of tokens by the month. So the example follows the plans on sale.
 */
export function examplePlan(plans: readonly Plan[] | undefined): ExamplePlan {
  const fitting = (plans ?? []).flatMap((plan) => {
    const articles = quotaOf(plan, 'articles_per_day', 'daily');
    const publications = quotaOf(plan, 'publish_per_day', 'daily');
    const tokens = quotaOf(plan, 'llm_tokens', 'monthly');
    if (!articles || !publications || !tokens || articles < fewestArticles) return [];
    return [{ plan, quotas: { articles, publications, tokens } }];
  });
  const chosen = fitting.find(({ plan }) => plan.highlighted) ?? fitting[0];
  return { name: chosen?.plan.name, quotas: chosen?.quotas ?? usualQuotas };
}

/** Undefined where it is unlimited, none, or of another period. */
function quotaOf(plan: Plan, code: string, resetPeriod: string): number | undefined {
  const feature = plan.features.find((known) => known.code === code);
  if (feature?.resetPeriod !== resetPeriod || feature.quota === null) return undefined;
  return feature.quota > 0 ? feature.quota : undefined;
}
