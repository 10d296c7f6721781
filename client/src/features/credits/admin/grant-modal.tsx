import { GrantBody } from '@meterstone/server/contract/credits/grants';
import type { AccountDetail } from '@meterstone/server/contract/metering/accounts';
import { Form } from 'antd';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { grantCredits } from '../../../api/credits/admin.ts';
import { formatNumber, zonePlace } from '../../../lib/language/format.ts';
import { typedWholeNumber } from '../../../lib/language/whole-number.ts';
import { newIdempotencyKey } from '../../../lib/new-idempotency-key.ts';
import { typedInstant } from '../../../lib/time/wall-time.ts';
import { ActModal } from '../../../ui/forms/act-modal.tsx';
import { ExpiryField } from '../../../ui/forms/time/expiry-field.tsx';
import { useAct } from '../../../ui/forms/use-act.ts';
import { WholeNumberInput } from '../../../ui/forms/whole-number-input.tsx';

interface Fields {
  /** As typed. */
  amount?: string;
  priority?: string;
  /** Wall time of the account's zone; a text where it is none. */
  expiresAt?: Dayjs | string | null;
  reason?: string;
}

/** Gives the account credits, for good or until a date. */
export function GrantModal({ account, onClosed }: { account: AccountDetail; onClosed: () => void }) {
  const { t } = useTranslation('creditsAdmin');
  const [key] = useState(newIdempotencyKey);
  const zone = account.timeZone;
  const act = useAct({
    schema: GrantBody,
    toInput: ({ amount, priority, expiresAt, reason }: Fields) => ({
      accountId: account.id,
      amount: typedWholeNumber(amount),
      priority: typedWholeNumber(priority),
      ...(expiresAt && { expiresAt: typedInstant(expiresAt, zone) }),
      reason,
    }),
    send: async (input) => {
      const { amount } = await grantCredits(input, key);
      return t('grant.done', { amount: formatNumber(amount), name: account.name });
    },
    onClosed,
  });
  return (
    <ActModal
      act={act}
      title={t('grant.title', { name: account.name })}
      submit={t('grant.submit')}
      reasonHelp={t('reasonIsRead')}
    >
      <Form.Item name="amount" label={t('amount')} extra={t('grant.amountHelp')}>
        <WholeNumberInput autoFocus />
      </Form.Item>
      <ExpiryField
        label={t('grant.expiresAt')}
        help={t('grant.expiresHelp', { zone: zonePlace(zone) })}
        timeZone={zone}
      />
      <Form.Item name="priority" label={t('grant.priority')} extra={t('grant.priorityHelp')}>
        <WholeNumberInput placeholder="50" />
      </Form.Item>
    </ActModal>
  );
}
