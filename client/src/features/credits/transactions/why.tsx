import type { Transaction } from '@meterstone/server/contract/credits/transactions';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { formatNumber } from '../../../lib/language/format.ts';
import { CopyButton } from '../../../ui/texts/copy-button.tsx';
import styles from './transactions.module.css';
import { useActionText } from './use-action-text.ts';
import type { NamedLot } from './use-lot-words.ts';
import { useReasonText } from './use-reason-text.ts';

export interface WhyProps {
  line: Transaction;
  /** Tells a lot in words. */
  lotWords: (lot: NamedLot) => string;
  featureName: (code: string) => string;
  /** Where this reader finds the record of a use. */
  recordPath?: (use: { recordId: string; occurredAt: string }) => string;
}

/** Why this number: what it was for, what it means, and which lots gave it or took it. */
export function Why({ line, lotWords, ...ofUsage }: WhyProps) {
  const { t } = useTranslation('credits');
  const reasonText = useReasonText();
  const { id, type, owed, action, usage, referenceId, reason, lots, against } = line;
  return (
    <div className={styles['why']}>
      {owed && <p>{t('why.owed')}</p>}
      {(type === 'debt_repaid' || type === 'debt_waived') && <p>{t(`why.${type}`)}</p>}
      {action !== null && <Action code={action} />}
      {usage !== null && <BeyondQuota usage={usage} {...ofUsage} />}
      {referenceId !== null && <p>{t('why.reference', { value: referenceId })}</p>}
      {reason !== null && <p>{t('why.reason', { value: reasonText(reason) })}</p>}
      {lots.length > 0 && (
        <ul className={styles['parts']}>
          {lots.map(({ amount, ...lot }) => (
            <li key={lot.lotId} className="number">
              {t('why.part', { count: amount, amount: formatNumber(amount), lot: lotWords(lot) })}{' '}
              <CopyButton text={lot.lotId} />
            </li>
          ))}
        </ul>
      )}
      {against !== null && <p>{t('why.about', { lot: lotWords(against) })}</p>}
      <div>
        <CopyButton text={id} label={t('why.copyId')} />
      </div>
    </div>
  );
}

/** What was done, and what that costs now. */
function Action({ code }: { code: string }) {
  const { t } = useTranslation('credits');
  const { name, price } = useActionText()(code);
  return (
    <p>
      {t('why.action', { name })}{' '}
      {price !== undefined && (
        <span className="quiet number">{t('why.priced', { count: price, amount: formatNumber(price) })}</span>
      )}
    </p>
  );
}

interface BeyondQuotaProps extends Pick<WhyProps, 'featureName' | 'recordPath'> {
  usage: NonNullable<Transaction['usage']>;
}

/** Which use the quota did not cover, with the way to its record where that is still kept. */
function BeyondQuota({ usage, featureName, recordPath }: BeyondQuotaProps) {
  const { t } = useTranslation('credits');
  const { recordId, featureCode, occurredAt } = usage;
  if (featureCode === null || occurredAt === null) {
    return (
      <p>
        {t('why.beyondQuota')} <CopyButton text={recordId} />
      </p>
    );
  }
  return (
    <p>
      {t('why.beyondQuotaOf', { feature: featureName(featureCode) })}{' '}
      {recordPath && <Link to={recordPath({ recordId, occurredAt })}>{t('why.record')}</Link>}{' '}
      <CopyButton text={recordId} />
    </p>
  );
}
