import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { quotaText } from '../lib/language/quota-text.ts';
import { inLanguage } from '../lib/language/translations.ts';
import { featureListQuery, planListQuery } from './catalog.ts';
import { plansQuery } from './plans/public-plans.ts';

/**
 * Names by code, in the reader's language: for admins out of the whole catalog, for everybody out of the public plans.
 */

type NameOf = (code: string) => string;

interface Named {
  code: string;
  name: Record<string, string>;
}

/** For admins: of a plan; the code itself until it is known. */
export function usePlanName(): NameOf {
  return useNameIn(useQuery(planListQuery).data);
}

/** For admins: of a feature; the code itself until it is known. */
export function useFeatureName(): NameOf {
  return useNameIn(useQuery(featureListQuery).data);
}

/** For admins: what a quota gives of a feature, in words; of one that is on or off, whether it is included. */
export function useGrantText(): (featureCode: string, quota: number | null) => string {
  const { t } = useTranslation();
  const isSwitch = useIsSwitch();
  return (featureCode, quota) =>
    isSwitch(featureCode) && quota === -1 ? t('quota.included') : quotaText(quota ?? 0, t);
}

/** For admins: whether a feature is on or off, and not counted; false until that is known. */
export function useIsSwitch(): (featureCode: string) => boolean {
  const { data: features } = useQuery(featureListQuery);
  return (featureCode) => features?.find(({ code }) => code === featureCode)?.kind === 'boolean';
}

function useNameIn(list: readonly Named[] | undefined): NameOf {
  const { i18n } = useTranslation();
  return (code) => {
    const found = list?.find((one) => one.code === code);
    return found ? inLanguage(found.name, i18n.language) : code;
  };
}

/**
 * Names features as the public plans do; one that no public plan has, by its code made readable. A blank that keeps
 * its line until the plans are there, so that nobody sees one name turn into another.
 */
export function usePublicFeatureName(): NameOf {
  const { i18n } = useTranslation();
  const { data: plans, isPending } = useQuery(plansQuery);
  const names = useMemo(
    () =>
      new Map(
        plans?.flatMap(({ features }) => features.map(({ code, name }) => [code, name] as const)) ?? [],
      ),
    [plans],
  );
  return useCallback(
    (featureCode) => {
      const name = names.get(featureCode);
      if (name) return inLanguage(name, i18n.language);
      return isPending ? '\u00a0' : readableCode(featureCode);
    },
    [names, isPending, i18n.language],
  );
}

/** `Articles per day` of `articles_per_day`. */
function readableCode(code: string): string {
  const words = code.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
