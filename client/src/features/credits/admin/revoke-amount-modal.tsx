import { Amount, Reason } from '@meterstone/server/contract/http';
import type { AccountDetail } from '@meterstone/server/contract/metering/accounts';
import { Form } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { revokeCredits } from '../../../api/credits/admin.ts';
import { formatNumber } from '../../../lib/language/format.ts';
import { typedWholeNumber } from '../../../lib/language/whole-number.ts';
import { newIdempotencyKey } from '../../../lib/new-idempotency-key.ts';
import { ActModal } from '../../../ui/forms/act-modal.tsx';
import { useAct } from '../../../ui/forms/use-act.ts';
import { WholeNumberInput } from '../../../ui/forms/whole-number-input.tsx';

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
    toInput: ({ amount, reason }: Fields) => ({ amount: typedWholeNumber(amount), reason }),
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
      reasonHelp={t('reasonIsRead')}
    >
      <Form.Item
        name="amount"
        label={t('amount')}
        extra={t('revoke.amountHelp', { balance: formatNumber(balance) })}
      >
        <WholeNumberInput autoFocus />
      </Form.Item>
    </ActModal>
  );
}
