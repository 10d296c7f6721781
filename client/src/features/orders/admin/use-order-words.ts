import type { OrderStatus } from '@meterstone/server/contract/orders';
import { useTranslation } from 'react-i18next';
import { inLanguage } from '../../../lib/language/translations.ts';
import { useAdminProviderName } from '../../../ui/texts/use-provider-name.ts';

interface Named {
  name: Record<string, string>;
  quantity: number;
}

/** Statuses, providers and what was bought, as this reader says them. */
export function useOrderWords() {
  const { t, i18n } = useTranslation('adminOrders');
  const providerName = useAdminProviderName();
  return {
    statusText: (status: OrderStatus) => t(`status.${status}`),
    providerText: (provider: string | null) => (provider === null ? '–' : providerName(provider)),
    itemText: ({ name, quantity }: Named) => {
      const text = inLanguage(name, i18n.language);
      return quantity === 1 ? text : t('times', { quantity, name: text });
    },
  };
}
