import type { CardView } from '@meterstone/landing/plan-card';
import { defaultCurrency, listCurrencies, priceListOf } from '@meterstone/landing/prices';
import { describeCommonSaving } from '@meterstone/landing/saving';
import type { Plan } from '@meterstone/server/contract/catalog';
import type { BoughtPlan } from '@meterstone/server/contract/metering/entitlements';
import { useSearchParams } from 'react-router';
import { withQuery } from '../../../url/with-query.ts';
import { useOfferWords } from './use-offer-words.ts';

interface OfferView {
  view: CardView;
  currencies: string[];
  /** Plans are sold by the month and by the year. */
  sellsYears: boolean;
  /** What all plans save by the year, in words. */
  saving: string | undefined;
  change: (changed: { interval?: CardView['interval']; currency?: string }) => void;
}

/**
 * In which currency, and by the month or by the year, plans are looked at: as the address says, which keeps it; else as
 * the present one was paid, if it was.
 */
export function useOfferView(
  plans: readonly Plan[],
  paid: Pick<BoughtPlan, 'interval' | 'currency'> | null,
): OfferView {
  const { words, locale } = useOfferWords();
  const [query, setQuery] = useSearchParams();
  const currencies = listCurrencies(plans);
  const wanted = query.get('currency') ?? paid?.currency;
  const currency = currencies.find((known) => known === wanted) ?? defaultCurrency(plans, locale);
  const interval = (query.get('interval') ?? paid?.interval) === 'year' ? 'year' : 'month';
  const lists = plans.map((plan) => priceListOf(plan, currency)).filter((list) => list !== undefined);
  return {
    view: { words, locale, interval, currency },
    currencies,
    sellsYears: lists.some(({ month }) => month) && lists.some(({ year }) => year),
    saving: describeCommonSaving(lists, words, locale),
    change: (changed) =>
      setQuery((before) => withQuery(before, changed), { replace: true, preventScrollReset: true }),
  };
}
