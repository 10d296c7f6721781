import { useTranslation } from 'react-i18next';
import { inLanguage } from '../../../lib/language/translations.ts';
import { grantText } from '../changes/change-words.ts';
import { useWords } from '../changes/use-words.ts';
import styles from './plan-list.module.css';
import {
  OrderButtons,
  PlanCreditsLines,
  PlanMarks,
  PlanName,
  PlanPrices,
  PlanRowActions,
  PlanSwitch,
  type ListedPlanProps,
} from './plan-parts.tsx';
import { DragHandleContext, usePlanSortable } from './plan-sorting.tsx';
import type { PlanListProps } from './plan-table.tsx';
import { WaitingVersions } from './waiting-versions.tsx';

/** Plans as people see them side by side. */
export function PlanCards({ plans, ...rest }: PlanListProps) {
  return (
    <ul className={styles['cards']}>
      {plans.map((plan, index) => (
        <PlanCard key={plan.id} plan={plan} above={plans[index - 1]} below={plans[index + 1]} {...rest} />
      ))}
    </ul>
  );
}

/** Enough to tell plans apart; the editor has the rest. */
const mostFeatures = 6;

function PlanCard({ plan, above, below, onMove }: ListedPlanProps) {
  const { t, i18n } = useTranslation('plans');
  const words = useWords();
  const { ref, style, handle } = usePlanSortable(plan.id);
  const more = plan.features.length - mostFeatures;
  return (
    <DragHandleContext value={handle}>
      <li ref={ref} style={style} className={styles['card']}>
        <div className={styles['cardHead']}>
          <h2>
            <PlanName plan={plan} className={styles['cardName']} />
          </h2>
          <OrderButtons plan={plan} above={above} below={below} onMove={onMove} />
        </div>
        <div className="quiet">
          {plan.code} · {t('versionShort', { version: plan.version })} ·{' '}
          {t('subscribers', { count: plan.subscribers })}
        </div>
        <WaitingVersions plan={plan} />
        <div className={styles['state']}>
          <PlanSwitch plan={plan} /> <PlanMarks plan={plan} />
        </div>
        <PlanPrices plan={plan} />
        <PlanCreditsLines plan={plan} />
        <ul className={styles['grants']}>
          {plan.features.slice(0, mostFeatures).map((feature) => (
            <li key={feature.code}>
              <span>{inLanguage(feature.name, i18n.language)}</span>
              <span className="number">{grantText(feature, words)}</span>
            </li>
          ))}
          {more > 0 && <li className="quiet">{t('andMore', { count: more })}</li>}
        </ul>
        <div className={styles['cardActions']}>
          <PlanRowActions plan={plan} />
        </div>
      </li>
    </DragHandleContext>
  );
}
