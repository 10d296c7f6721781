import { offer as en } from '@meterstone/landing/offer/en';
import { offer as zhCN } from '@meterstone/landing/offer/zh-CN';
import type { CardView } from '@meterstone/landing/plan-card';
import { useTranslation } from 'react-i18next';

/** What is said of plans, here as on the landing page, in the reader's language. */
export function useOfferWords(): Pick<CardView, 'words' | 'locale'> {
  const { i18n } = useTranslation();
  return i18n.language === 'zh-CN' ? { words: zhCN, locale: 'zh-CN' } : { words: en, locale: 'en' };
}
