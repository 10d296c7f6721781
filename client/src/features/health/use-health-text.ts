import { useTranslation } from 'react-i18next';
import { useFeatureName } from '../../api/use-catalog-names.ts';
import { useMe } from '../../api/use-session.ts';
import { formatExact, formatNumber } from '../../lib/language/format.ts';
import type { Texts } from '../../locales/texts.ts';

type Rule = keyof Texts['health']['rule'];
type Notice = keyof Texts['health']['notice'];
type Place = keyof Texts['health']['place'];

const instant = /^\d{4}-\d\d-\d\d[T ]/;

/** Rules, rows and numbers of the report in the reader's language; what there are no words for yet, as it came. */
export function useHealthText() {
  const { t, i18n } = useTranslation('health');
  const { timeZone } = useMe().account;
  const featureName = useFeatureName();
  const isRule = (key: string): key is Rule => i18n.exists(`health:rule.${key}`);
  const isNotice = (key: string): key is Notice => i18n.exists(`health:notice.${key}`);
  const isPlace = (key: string): key is Place => i18n.exists(`health:place.${key}`);

  function valueText(value: string | number | null): string {
    if (value === null || value === 'infinity') return t('none');
    if (typeof value === 'string' && instant.test(value)) return formatExact(value, timeZone);
    return Number.isSafeInteger(Number(value)) ? formatNumber(Number(value)) : String(value);
  }

  return {
    valueText,
    /** What should hold. */
    ruleText: (rule: string): string => {
      const key = keyOf(rule);
      return isRule(key) ? t(`rule.${key}`) : rule;
    },
    /** What is advised. */
    noticeText: (rule: string): string => {
      const key = keyOf(rule);
      return isNotice(key) ? t(`notice.${key}`) : rule;
    },
    /** Which row it is: `Line 7`. */
    placeText: (name: string, value: string | number): string => {
      const text = name === 'featureCode' ? featureName(String(value)) : valueText(value);
      return isPlace(name) ? t(`place.${name}`, { value: text }) : `${name} ${text}`;
    },
  };
}

/** `balance_sum_of_lots` of `balance = sum of lots`. */
function keyOf(rule: string): string {
  return rule.replace(/\W+/g, '_');
}
