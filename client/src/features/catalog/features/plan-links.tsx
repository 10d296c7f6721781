import type { AdminPlan } from '@meterstone/server/contract/catalog';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { inLanguage } from '../../../lib/language/translations.ts';
import { paths } from '../../../paths.ts';
import styles from './plan-links.module.css';

interface PlanLinksProps {
  codes: readonly string[];
  plans: readonly AdminPlan[];
  /** How many to name at the most. */
  most?: number;
}

/** The plans that have a feature, each leading to its editor. */
export function PlanLinks({ codes, plans, most = codes.length }: PlanLinksProps) {
  const { t, i18n } = useTranslation('features');
  const more = codes.length - most;
  if (codes.length === 0) return <span className="quiet">{t('unused')}</span>;
  return (
    <ul className={styles['links']}>
      {codes.slice(0, most).map((code) => {
        const plan = plans.find((known) => known.code === code);
        return (
          <li key={code}>
            {plan ? <Link to={paths.admin.plan(plan.id)}>{inLanguage(plan.name, i18n.language)}</Link> : code}
          </li>
        );
      })}
      {more > 0 && <li className="quiet">{t('morePlans', { count: more })}</li>}
    </ul>
  );
}
