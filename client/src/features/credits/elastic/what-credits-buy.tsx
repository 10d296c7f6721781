import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { elasticQuery } from '../../../api/credits/elastic.ts';
import { priceListQuery } from '../../../api/credits/own.ts';
import { plansQuery } from '../../../api/plans/public-plans.ts';
import { useIsForSale } from '../../../api/plans/use-is-for-sale.ts';
import { usePublicFeatureName } from '../../../api/use-catalog-names.ts';
import { formatCount, formatList, formatUnits } from '../../../lib/language/format.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { paths } from '../../../paths.ts';
import { StillLoading } from '../../../ui/feedback/still-loading.tsx';
import { Filled, gap } from '../../../ui/texts/filled.tsx';
import { bought } from './bought.ts';
import styles from './elastic.module.css';
import { OnlyWhereLet } from './only-where-let.tsx';

/**
 * What credits buy, before somebody buys some: actions that have a price, and what is beyond the quotas of the reader's
 * plan; or which plans let them pay.
 */
export function WhatCreditsBuy() {
  const { t, i18n } = useTranslation('credits');
  const nameOf = usePublicFeatureName();
  const elastic = useQuery(elasticQuery);
  const prices = useQuery(priceListQuery);
  if (elastic.isPending || prices.isPending) return <StillLoading />;
  const paid = (elastic.data ?? []).flatMap(({ rate, ...quota }) => (rate ? [{ ...quota, rate }] : []));
  const actions = prices.data ?? [];
  if (paid.length + actions.length === 0) return <NothingToBuy />;
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
        {actions.map(({ action, name, amount }) => (
          <li key={` ${action}`} className="number">
            {t('worth.action', {
              action: inLanguage(name, i18n.language) || action,
              count: amount,
              credits: formatCount(amount),
            })}
          </li>
        ))}
      </ul>
      {paid.length === 0 && <NothingToBuy />}
      <OnlyWhereLet />
    </section>
  );
}

/** The same where somebody is about to pay, so that nobody overlooks it; nothing where credits buy something. */
export function UselessCredits() {
  const { t } = useTranslation('credits');
  const isUseless = useQuery({
    ...elasticQuery,
    select: (quotas) => !quotas.some(({ rate }) => rate),
  }).data;
  const prices = useQuery(priceListQuery).data;
  if (!isUseless || prices?.length !== 0) return null;
  return <Alert type="warning" showIcon title={t('worth.useless')} description={<NothingToBuy />} />;
}

/**
 * Said before anybody buys what they can't use; nothing where that could not be asked. It leads to the plans that let
 * credits pay only where one of them could be bought now.
 */
export function NothingToBuy() {
  const { t, i18n } = useTranslation('credits');
  const plans = useQuery(plansQuery);
  const isForSale = useIsForSale();
  const elastic = useQuery(elasticQuery);
  if (plans.isPending || elastic.isPending) return <StillLoading />;
  if (!plans.data || !elastic.data || elastic.data.some(({ rate }) => rate)) return null;
  const able = plans.data.filter(({ features }) => features.some(({ overageRate }) => overageRate));
  if (able.length === 0) return <p>{t('worth.nothing')}</p>;
  const buyable = isForSale ? able.filter(isForSale) : [];
  const named = buyable.length > 0 ? buyable : able;
  const names = formatList(named.map(({ name }) => inLanguage(name, i18n.language)));
  const text = t('worth.plans', { plans: names });
  return (
    <p>
      <Filled
        text={t('worth.nothingBut', { plans: gap('plans') })}
        parts={{ plans: buyable.length > 0 ? <Link to={paths.plans}>{text}</Link> : text }}
      />
    </p>
  );
}
