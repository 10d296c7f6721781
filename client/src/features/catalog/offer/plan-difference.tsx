import { describeDifference, type DifferenceLine, type Given } from '@meterstone/landing/plan-difference';
import type { Plan } from '@meterstone/server/contract/catalog';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { overviewQuery } from '../../../api/metering.ts';
import { foldGains } from './fold-gains.ts';
import styles from './plan-difference.module.css';
import { useOfferWords } from './use-offer-words.ts';
import { useGivenNow, usePresentPlan } from './use-present-plan.ts';

/**
 * What a plan gives more and less than the one that the account has, but for what is set for it whatever its plan;
 * empty until that is known.
 */
export function useDifference(plan: Plan): DifferenceLine[] {
  const { words, locale } = useOfferWords();
  const present = usePresentPlan();
  const overrides = useQuery(overviewQuery).data?.overrides ?? [];
  if (!present) return [];
  const byPlan = without(overrides.map(({ featureCode }) => featureCode));
  return describeDifference(byPlan(present), byPlan(plan), words, locale);
}

/** What the account would have less of than now, but for what is set for it whatever its plan. */
export function useLosses(plan: Plan, overrides: readonly string[]): DifferenceLine[] {
  const { words, locale } = useOfferWords();
  const now = useGivenNow();
  const byPlan = without(overrides);
  if (!now) return [];
  return describeDifference(byPlan(now), byPlan(plan), words, locale).filter(({ isGain }) => !isGain);
}

/** What is given of all but these features. */
function without(codes: readonly string[]): (given: Given) => Given {
  return ({ features, credits }) => ({
    features: features.filter(({ code }) => !codes.includes(code)),
    credits,
  });
}

/** The difference for people to read, under what it is a difference to. */
export function PlanDifference({ lines, title }: { lines: readonly DifferenceLine[]; title?: string }) {
  const { t } = useTranslation('session');
  const { open, folded } = foldGains(lines);
  if (lines.length === 0) return null;
  return (
    <div className={styles['difference']}>
      <p className={styles['title']}>{title ?? t('choose.difference.title')}</p>
      <Lines lines={open} />
      {folded.length > 0 && (
        <details className={styles['more']}>
          <summary>
            <span className={styles['open']}>{t('choose.difference.more', { count: folded.length })}</span>
            <span className={styles['close']}>{t('choose.difference.fewer')}</span>
          </summary>
          <Lines lines={folded} />
        </details>
      )}
    </div>
  );
}

function Lines({ lines }: { lines: readonly DifferenceLine[] }) {
  return (
    <ul className={styles['lines']}>
      {lines.map(({ key, text, isGain }) => (
        <li key={key} data-gain={isGain}>
          {text}
        </li>
      ))}
    </ul>
  );
}
