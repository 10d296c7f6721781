import { CheckCircleFilled } from '@ant-design/icons';
import type { AdminOverview } from '@meterstone/server/contract/insights';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { featureListQuery } from '../../api/catalog.ts';
import { apiKeysQuery } from '../../api/identity.ts';
import { paths } from '../../paths.ts';
import styles from './first-steps.module.css';

/** Leads from a fresh install to the first recorded use. */
export function FirstSteps({ overview }: { overview: AdminOverview }) {
  const { t } = useTranslation('insights');
  const { data: features } = useQuery(featureListQuery);
  const { data: apiKeys } = useQuery(apiKeysQuery({ limit: 1, offset: 0 }));
  const steps = [
    { key: 'feature', to: paths.admin.newFeature, isDone: Boolean(features?.length) },
    { key: 'plan', to: paths.admin.newPlan, isDone: overview.plans.active > 0 },
    { key: 'apiKey', to: paths.admin.newApiKey, isDone: Boolean(apiKeys?.total) },
  ] as const;
  return (
    <section className={styles['steps']} aria-labelledby="first-steps">
      <h2 id="first-steps">{t('steps.title')}</h2>
      <ol>
        {steps.map(({ key, to, isDone }, index) => (
          <li key={key} data-done={isDone}>
            <Mark isDone={isDone} number={index + 1} />
            <div>
              <Link to={to}>{t(`steps.${key}`)}</Link>
              <p>{t(`steps.${key}Text`)}</p>
            </div>
          </li>
        ))}
        <li>
          <Mark isDone={false} number={steps.length + 1} />
          <div>
            <a href={paths.apiDocs}>{t('steps.record')}</a>
            <p>{t('steps.recordText')}</p>
          </div>
        </li>
      </ol>
    </section>
  );
}

function Mark({ isDone, number }: { isDone: boolean; number: number }) {
  const { t } = useTranslation('insights');
  if (isDone) return <CheckCircleFilled className={styles['done']} aria-label={t('steps.done')} />;
  return (
    <span className={styles['number']} aria-hidden>
      {number}
    </span>
  );
}
