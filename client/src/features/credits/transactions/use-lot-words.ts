import type { LotOrigin, Transaction } from '@meterstone/server/contract/credits/transactions';
import { useTranslation } from 'react-i18next';
import { formatDate, formatDateTime } from '../../../lib/language/format.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { useNow } from '../../../lib/time/use-now.ts';

/** A lot that a line names, and what is known of it. */
export interface NamedLot {
  lotId: string;
  origin: LotOrigin | null;
}

/** Tells where a lot came from: `Purchase: 1,000 credits`. */
export function useSourceText(): (origin: LotOrigin) => string {
  const { t, i18n } = useTranslation('credits');
  return ({ source, name }) => {
    const from = t(`from.${source}`);
    return name === null ? from : t('lot.named', { from, name: inLanguage(name, i18n.language) });
  };
}

/**
 * Tells a lot in words: where it came from and why, since when it is there, when it ends. Why, if the line that
 * brought it is among those shown: a lot has the id of its line.
 */
export function useLotWords(lines: readonly Transaction[], timeZone: string): (lot: NamedLot) => string {
  const { t } = useTranslation('credits');
  const sourceText = useSourceText();
  const now = useNow();
  return ({ lotId, origin }) => {
    if (!origin) return t('lot.gone');
    const reason = lines.find(({ id }) => id === lotId)?.reason ?? null;
    return [
      sourceText(origin),
      reason !== null && `“${reason}”`,
      t('lot.received', { date: formatDate(origin.createdAt, timeZone) }),
      endOf(origin),
    ]
      .filter((part) => part !== false)
      .join(' · ');
  };

  function endOf({ expiresAt }: LotOrigin): string {
    if (expiresAt === null) return t('lot.never');
    const date = formatDateTime(expiresAt, timeZone);
    return t(Date.parse(expiresAt) > now ? 'lot.ends' : 'lot.ended', { date });
  }
}
