import { useQuery } from '@tanstack/react-query';
import { useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { elasticQuery } from '../../../api/credits/elastic.ts';
import { usePublicFeatureName } from '../../../api/use-catalog-names.ts';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { ElasticQuotaItem } from './elastic-quota-item.tsx';
import styles from './elastic.module.css';

/** Where the owner agrees that credits pay beyond a quota; nothing where the plan lets none pay. */
export function ElasticQuotas({ balance }: { balance: number | undefined }) {
  const { t } = useTranslation('credits');
  const nameOf = usePublicFeatureName();
  const query = useQuery(elasticQuery);
  const section = useGoneTo(query.isSuccess && balance !== undefined);
  return (
    <QueryView query={query}>
      {(quotas) =>
        quotas.length > 0 && (
          <section ref={section} className={styles['section']} tabIndex={-1}>
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

/** Shows the section to who follows a link to it, as soon as it is there and what stands above has its height. */
function useGoneTo(isThere: boolean) {
  const section = useRef<HTMLElement>(null);
  const { hash, key } = useLocation();
  useLayoutEffect(() => {
    if (!isThere || hash !== '#elastic') return;
    section.current?.scrollIntoView();
    section.current?.focus({ preventScroll: true });
  }, [isThere, hash, key]);
  return section;
}
