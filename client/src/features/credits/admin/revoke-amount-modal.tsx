import { Amount, Reason } from '@meterstone/server/contract/http';
import type { AccountDetail } from '@meterstone/server/contract/metering/accounts';
import { Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { revokeCredits } from '../../../api/credits/admin.ts';
import { formatNumber } from '../../../lib/language/format.ts';
import { newIdempotencyKey } from '../../../lib/new-idempotency-key.ts';
import { ActModal } from '../../../ui/forms/act-modal.tsx';
import { useAct } from '../../../ui/forms/use-act.ts';
import { typedAmount } from './typed-amount.ts';

interface Fields {
  /** As typed. */
  amount?: string;
  reason?: string;
}

interface RevokeAmountModalProps {
  account: AccountDetail;
  /** What can be spent, as it is known now: more is refused beside the field, and by the server at the latest. */
  balance: number;
  onClosed: () => void;
}

/** Takes an amount from the lots that burn next. */
export function RevokeAmountModal({ account, balance, onClosed }: RevokeAmountModalProps) {
  const { t } = useTranslation('creditsAdmin');
  const [key] = useState(newIdempotencyKey);
  const act = useAct({
    schema: z.strictObject({ amount: Amount.max(balance), reason: Reason }),
    toInput: ({ amount, reason }: Fields) => ({ amount: typedAmount(amount), reason }),
    send: async (input) => {
      const { revoked } = await revokeCredits({ accountId: account.id, ...input }, key);
      return t('revoke.done', { amount: formatNumber(revoked), name: account.name });
    },
    onClosed,
  });
  return (
    <ActModal
      act={act}
      title={t('revoke.title', { name: account.name })}
      submit={t('revoke.submit')}
      isDanger
    >
      <Form.Item
        name="amount"
        label={t('amount')}
        extra={t('revoke.amountHelp', { balance: formatNumber(balance) })}
      >
        <Input inputMode="numeric" autoComplete="off" autoFocus />
      </Form.Item>
    </ActModal>
  );
}
