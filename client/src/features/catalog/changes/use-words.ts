import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { featureListQuery } from '../../../api/catalog.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import type { Words } from './change-words.ts';

/** What texts about changes need: the reader's language, and the names that the features have now. */
export function useWords(): Words {
  const { t, i18n } = useTranslation('plans');
  const { t: common } = useTranslation();
  const features = useQuery(featureListQuery).data ?? [];
  return {
    t,
    common,
    featureName: (code) => {
      const known = features.find((feature) => feature.code === code);
      return known ? inLanguage(known.name, i18n.language) : code;
    },
  };
}
