import { useTranslation } from 'react-i18next';
import type { Texts } from '../../locales/texts.ts';

type ToBuyers = keyof Texts['checkout']['provider'];
type ToAdmins = keyof Texts['adminOrders']['provider'];

/** What a provider of payments is called to buyers; one that we know no words for by its own name. */
export function useProviderName(): (name: string) => string {
  const { t, i18n } = useTranslation('checkout');
  const isKnown = (name: string): name is ToBuyers => i18n.exists(`checkout:provider.${name}`);
  return (name) => (isKnown(name) ? t(`provider.${name}`) : name);
}

/** The same to admins, to whom `Card and more` would not say whose panel to look at. */
export function useAdminProviderName(): (name: string) => string {
  const { t, i18n } = useTranslation('adminOrders');
  const isKnown = (name: string): name is ToAdmins => i18n.exists(`adminOrders:provider.${name}`);
  return (name) => (isKnown(name) ? t(`provider.${name}`) : name);
}
