import type { AdminPlan } from '@meterstone/server/contract/catalog';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { inLanguage } from '../../lib/translations.ts';
import { paths } from '../../paths.ts';
import styles from './plan-links.module.css';

/** The plans that have a feature, each leading to its editor. */
export function PlanLinks({ codes, plans }: { codes: readonly string[]; plans: readonly AdminPlan[] }) {
  const { t, i18n } = useTranslation('features');
  if (codes.length === 0) return <span className="quiet">{t('unused')}</span>;
  return (
    <ul className={styles['links']}>
      {codes.map((code) => {
        const plan = plans.find((known) => known.code === code);
        return (
          <li key={code}>
            {plan ? <Link to={paths.admin.plan(plan.id)}>{inLanguage(plan.name, i18n.language)}</Link> : code}
          </li>
        );
      })}
    </ul>
  );
}
