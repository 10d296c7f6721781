import type { ElasticQuota } from '@meterstone/server/contract/metering/elastic';
import { Switch } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { consentToOverage } from '../../../api/credits/elastic.ts';
import { formatNumber, formatPer, formatUnits } from '../../../lib/language/format.ts';
import { useSending } from '../../../ui/feedback/use-sending.ts';
import { CapForm } from './cap-form.tsx';
import styles from './elastic.module.css';

interface ElasticQuotaItemProps {
  elastic: ElasticQuota;
  /** Of the feature, in the reader's language. */
  name: string;
}

/** The owner's word for one feature, what it costs, and what credits have paid. */
export function ElasticQuotaItem({ elastic, name }: ElasticQuotaItemProps) {
  const { t } = useTranslation('credits');
  const { isSending, send } = useSending();
  const id = useId();
  const { featureCode, rate, enabled, capPerPeriod } = elastic;
  const { overage, unit } = elastic.quota;
  // Agreed to under another plan: a yes would be refused by now, a no is not.
  const hasNoEffect = rate === null;
  return (
    <li className={styles['item']}>
      <span className={styles['switch']}>
        <Switch
          id={id}
          size="small"
          checked={enabled}
          loading={isSending}
          disabled={hasNoEffect && !enabled}
          onChange={(isOn) => send(() => consentToOverage(featureCode, { enabled: isOn, capPerPeriod }))}
        />
        <label htmlFor={id}>{t('elastic.switch', { feature: name })}</label>
      </span>
      {rate && (
        <p>
          {t('elastic.rate', {
            count: rate.credits,
            credits: formatNumber(rate.credits),
            per: formatPer(rate.per, unit),
          })}
        </p>
      )}
      {hasNoEffect && <p className="quiet">{t('elastic.noEffect')}</p>}
      {enabled && !hasNoEffect && <CapForm elastic={elastic} name={name} />}
      <p className="number">
        {overage
          ? t('elastic.paid', {
              count: overage.credits,
              credits: formatNumber(overage.credits),
              units: formatUnits(overage.units, unit),
            })
          : t('elastic.nothingPaid')}
      </p>
    </li>
  );
}
