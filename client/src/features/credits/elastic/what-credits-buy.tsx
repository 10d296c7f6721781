import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { elasticQuery } from '../../../api/credits/elastic.ts';
import { plansQuery } from '../../../api/public-plans.ts';
import { usePublicFeatureName } from '../../../api/use-catalog-names.ts';
import { formatCount, formatList, formatUnits } from '../../../lib/language/format.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { elasticPath, paths } from '../../../paths.ts';
import { StillLoading } from '../../../ui/feedback/still-loading.tsx';
import { Filled, gap } from '../../../ui/texts/filled.tsx';
import { bought } from './bought.ts';
import styles from './elastic.module.css';

/** What credits pay beyond the quotas of the reader's plan, before they buy some; or which plans let them pay. */
export function WhatCreditsBuy() {
  const { t } = useTranslation('credits');
  const nameOf = usePublicFeatureName();
  const elastic = useQuery(elasticQuery);
  if (elastic.isPending) return <StillLoading />;
  const paid = (elastic.data ?? []).flatMap(({ rate, ...quota }) => (rate ? [{ ...quota, rate }] : []));
  if (paid.length === 0) return <NothingToBuy />;
  return (
    <section>
      <h2>{t('worth.title')}</h2>
      <ul className={styles['worth']}>
        {paid.map(({ featureCode, rate, quota }) => {
          const { credits, units } = bought(rate);
          return (
            <li key={featureCode} className="number">
              {t('worth.line', {
                feature: nameOf(featureCode),
                count: credits,
                credits: formatCount(credits),
                units: formatUnits(units, quota.unit),
              })}
            </li>
          );
        })}
      </ul>
      {paid.some(({ enabled }) => !enabled) && (
        <p className="quiet">
          <Filled
            text={t('worth.onlyWhereLet', { way: gap('way') })}
            parts={{ way: <Link to={elasticPath}>{t('worth.let')}</Link> }}
          />
        </p>
      )}
    </section>
  );
}

/** Said before anybody buys what they can't use; nothing where that could not be asked. */
export function NothingToBuy() {
  const { t, i18n } = useTranslation('credits');
  const plans = useQuery(plansQuery);
  const elastic = useQuery(elasticQuery);
  if (plans.isPending || elastic.isPending) return <StillLoading />;
  if (!plans.data || !elastic.data || elastic.data.some(({ rate }) => rate)) return null;
  const able = plans.data.filter(({ features }) => features.some(({ overageRate }) => overageRate));
  if (able.length === 0) return <p>{t('worth.nothing')}</p>;
  const names = formatList(able.map(({ name }) => inLanguage(name, i18n.language)));
  return (
    <p>
      <Filled
        text={t('worth.nothingBut', { plans: gap('plans') })}
        parts={{ plans: <Link to={paths.plans}>{t('worth.plans', { plans: names })}</Link> }}
      />
    </p>
  );
}
