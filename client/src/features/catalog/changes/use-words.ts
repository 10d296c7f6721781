import { useTranslation } from 'react-i18next';
import { useFeatureName } from '../../../api/use-catalog-names.ts';
import type { Words } from './change-words.ts';

/** What texts about changes need: the reader's language, and the names that the features have now. */
export function useWords(): Words {
  const { t } = useTranslation('plans');
  const { t: common } = useTranslation();
  return { t, common, featureName: useFeatureName() };
}
