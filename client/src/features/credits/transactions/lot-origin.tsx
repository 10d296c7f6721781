import type { Lot } from '@meterstone/server/contract/credits/balances';
import type { Transaction } from '@meterstone/server/contract/credits/transactions';
import { useTranslation } from 'react-i18next';
import { formatDate } from '../../../lib/language/format.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import styles from './transactions.module.css';

interface LotOriginTextProps {
  lot: Lot;
  /** What its source is called, to this reader. */
  from: string;
  /** Lines by which lots came, its own among them unless it is old. */
  grants: readonly Transaction[];
  timeZone: string;
}

/** Where a lot came from, and below that why and when, which tells it from others of the same source. */
export function LotOriginText({ lot, from, grants, timeZone }: LotOriginTextProps) {
  const { t, i18n } = useTranslation('credits');
  const grant = grants.find(({ id }) => id === lot.id);
  const name = grant?.lots[0]?.origin?.name;
  const hasWhy = lot.source === 'admin' || lot.source === 'bonus';
  const received = t('lot.received', { date: formatDate(lot.createdAt, timeZone) });
  return (
    <>
      {name ? t('lot.named', { from, name: inLanguage(name, i18n.language) }) : from}
      <div className={styles['origin']}>
        {hasWhy && grant?.reason ? `“${grant.reason}” · ${received}` : received}
      </div>
    </>
  );
}
