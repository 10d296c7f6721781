import { useTranslation } from 'react-i18next';
import type { Texts } from '../../../../locales/texts.ts';

/** Why an order ended, or its money goes back, in words; undefined where there are none for the cause. */
export function useBecause(): (cause: string | null) => string | undefined {
  const { t, i18n } = useTranslation('orders');
  const isKnown = (cause: string): cause is keyof Texts['orders']['because'] =>
    i18n.exists(`orders:because.${cause}`);
  return (cause) => (cause !== null && isKnown(cause) ? t(`because.${cause}`) : undefined);
}
