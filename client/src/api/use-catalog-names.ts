import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { inLanguage } from '../lib/language/translations.ts';
import { featureListQuery, planListQuery } from './catalog.ts';

interface CatalogNames {
  planName: (code: string) => string;
  featureName: (code: string) => string;
}

/** Names in the reader's language, of plans and features by their codes; the code itself until they are known. */
export function useCatalogNames(): CatalogNames {
  const { i18n } = useTranslation();
  const { data: plans } = useQuery(planListQuery);
  const { data: features } = useQuery(featureListQuery);
  const nameIn = (list: { code: string; name: Record<string, string> }[] | undefined, code: string) => {
    const found = list?.find((one) => one.code === code);
    return found ? inLanguage(found.name, i18n.language) : code;
  };
  return {
    planName: (code) => nameIn(plans, code),
    featureName: (code) => nameIn(features, code),
  };
}
