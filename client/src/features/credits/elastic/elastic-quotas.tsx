import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { elasticQuery } from '../../../api/credits/elastic.ts';
import { usePublicFeatureName } from '../../../api/use-catalog-names.ts';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { ElasticQuotaItem } from './elastic-quota-item.tsx';
import styles from './elastic.module.css';

/** Where the owner agrees that credits pay beyond a quota; nothing where the plan lets none pay. */
export function ElasticQuotas({ balance }: { balance: number | undefined }) {
  const { t } = useTranslation('credits');
  const nameOf = usePublicFeatureName();
  return (
    <QueryView query={useQuery(elasticQuery)}>
      {(quotas) =>
        quotas.length > 0 && (
          <section>
            <h2>{t('elastic.title')}</h2>
            <p className="quiet">{t('elastic.text')}</p>
            {balance === 0 && quotas.some(({ enabled, rate }) => enabled && rate) && (
              <p>{t('elastic.noCredits')}</p>
            )}
            <ul className={styles['list']}>
              {quotas.map((quota) => (
                <ElasticQuotaItem key={quota.featureCode} elastic={quota} name={nameOf(quota.featureCode)} />
              ))}
            </ul>
          </section>
        )
      }
    </QueryView>
  );
}
