import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { priceListQuery } from '../../../api/credits/own.ts';
import { inLanguage } from '../../../lib/language/translations.ts';

interface ActionText {
  name: string;
  /** What it costs now; undefined where it is not on the price list any more. */
  price: number | undefined;
}

/** An action by its name on the price list; one that has left the list, by its code. */
export function useActionText(): (code: string) => ActionText {
  const { i18n } = useTranslation('credits');
  const prices = useQuery(priceListQuery).data;
  return (code) => {
    const found = prices?.find(({ action }) => action === code);
    return { name: found ? inLanguage(found.name, i18n.language) : code, price: found?.amount };
  };
}
