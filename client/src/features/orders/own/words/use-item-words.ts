import type { OrderItem } from '@meterstone/server/contract/orders';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { formatNumber } from '../../../../lib/language/format.ts';
import { inLanguage } from '../../../../lib/language/translations.ts';

type Item = z.output<typeof OrderItem>;

/** What an item of an order is called, and what else it is: `one month`, or `1,000 credits · 30 days`. */
export function useItemWords(): { nameOf: (item: Item) => string; whatOf: (item: Item) => string } {
  const { t, i18n } = useTranslation('orders');
  const nameOf = ({ name, code, quantity }: Item) => {
    const text = inLanguage(name, i18n.language) || code;
    return quantity === 1 ? text : t('item.times', { name: text, quantity: formatNumber(quantity) });
  };
  return {
    nameOf,
    whatOf: (item) => {
      const { interval, credits, dailyCredits: daily, validityDays: days, quantity } = item;
      // Of several: all their credits; how their days follow each other, the packages tell.
      const amount = (credits ?? 0) * quantity;
      return (
        [
          interval !== null && t(`item.span.${interval}`),
          amount > 0 && t('item.credits', { count: amount, amount: formatNumber(amount) }),
          daily !== null && t('item.daily', { count: daily, amount: formatNumber(daily) }),
          days !== null && quantity === 1 && t('item.days', { count: days, amount: formatNumber(days) }),
        ]
          // A name may say it all, as `100 credits`; one that goes on, as `100 credits a day`, says something else.
          .filter((text) => text !== false && text !== nameOf(item))
          .join(' · ')
      );
    },
  };
}
