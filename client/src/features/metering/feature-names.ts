import type { Quota } from '@meterstone/server/contract/metering/states';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { overviewQuery } from '../../api/metering.ts';
import { plansQuery } from '../../api/public-plans.ts';
import { inLanguage } from '../../lib/language/translations.ts';

/**
 * Names features as the public plans do; one that no public plan has, by its code made readable. A blank that keeps
 * its line until the plans are there, so that nobody sees one name turn into another.
 */
export function useFeatureName(): (featureCode: string) => string {
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

/** The counted features of the account, in the order of its plan; renders anew only when there are others. */
export function useMeteredFeatures(): { code: string; name: string }[] {
  const nameOf = useFeatureName();
  const codes = useQuery({ ...overviewQuery, select: meteredCodes }).data ?? [];
  return codes.map((code) => ({ code, name: nameOf(code) }));
}

function meteredCodes({ features }: { features: Quota[] }): string[] {
  return features.filter(({ kind }) => kind === 'metered').map(({ featureCode }) => featureCode);
}

/** `Articles per day` of `articles_per_day`. */
function readableCode(code: string): string {
  const words = code.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
