import type { Transaction } from '@meterstone/server/contract/credits/transactions';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../lib/language/format.ts';
import { CopyButton } from '../../../ui/texts/copy-button.tsx';
import styles from './transactions.module.css';
import { useActionText } from './use-action-text.ts';
import type { NamedLot } from './use-lot-words.ts';

interface WhyProps {
  line: Transaction;
  /** Tells a lot in words. */
  lotWords: (lot: NamedLot) => string;
}

/** Why this number: what it was for, what it means, and which lots gave it or took it. */
export function Why({ line, lotWords }: WhyProps) {
  const { t } = useTranslation('credits');
  const { id, type, owed, action, referenceId, reason, lots, against } = line;
  return (
    <div className={styles['why']}>
      {owed && <p>{t('why.owed')}</p>}
      {(type === 'debt_repaid' || type === 'debt_waived') && <p>{t(`why.${type}`)}</p>}
      {action !== null && <Action code={action} />}
      {referenceId !== null && <p>{t('why.reference', { value: referenceId })}</p>}
      {reason !== null && <p>{t('why.reason', { value: reason })}</p>}
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
