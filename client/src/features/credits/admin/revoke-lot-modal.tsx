import type { Lot } from '@meterstone/server/contract/credits/balances';
import { Reason } from '@meterstone/server/contract/http';
import type { AccountDetail } from '@meterstone/server/contract/metering/accounts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { revokeCredits } from '../../../api/credits/admin.ts';
import { formatNumber } from '../../../lib/language/format.ts';
import { newIdempotencyKey } from '../../../lib/new-idempotency-key.ts';
import { ActModal } from '../../../ui/forms/act-modal.tsx';
import { Effects } from '../../../ui/forms/effects.tsx';
import { useAct } from '../../../ui/forms/use-act.ts';

interface RevokeLotModalProps {
  account: AccountDetail;
  lot: Lot;
  onClosed: () => void;
}

/** Takes a whole lot back, and says beforehand what will be owed for it. */
export function RevokeLotModal({ account, lot, onClosed }: RevokeLotModalProps) {
  const { t } = useTranslation('creditsAdmin');
  const [key] = useState(newIdempotencyKey);
  const act = useAct({
    schema: z.strictObject({ reason: Reason }),
    toInput: ({ reason }: { reason?: string }) => ({ reason }),
    send: async ({ reason }) => {
      const { revoked, owed } = await revokeCredits({ accountId: account.id, lotId: lot.id, reason }, key);
      return t(owed > 0 ? 'revokeLot.doneOwed' : 'revokeLot.done', {
        amount: formatNumber(revoked),
        owed: formatNumber(owed),
      });
    },
    onClosed,
  });
  const free = lot.remaining - lot.held;
  // The most it can be: what expired of the lot, or was taken back and paid for before, the API does not tell.
  const owed = lot.amount - free - lot.owed;
  return (
    <ActModal
      act={act}
      title={t('revokeLot.title', { amount: formatNumber(lot.amount) })}
      submit={t('revokeLot.submit')}
      isDanger
      reasonHelp={t('reasonIsRead')}
    >
      <Effects>
        <p>{t('revokeLot.taken', { amount: formatNumber(free) })}</p>
        {owed > 0 && <p>{t('revokeLot.owed', { amount: formatNumber(owed) })}</p>}
      </Effects>
    </ActModal>
  );
}
