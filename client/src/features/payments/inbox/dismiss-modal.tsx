import { DismissBody, type InboxEvent } from '@meterstone/server/contract/payments/admin-inbox';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dismissEvent } from '../../../api/orders/inbox.ts';
import { newIdempotencyKey } from '../../../lib/new-idempotency-key.ts';
import { ActModal } from '../../../ui/forms/act-modal.tsx';
import { Effects } from '../../../ui/forms/effects.tsx';
import { useAct } from '../../../ui/forms/use-act.ts';

/** Lays an event aside, with the reason. */
export function DismissModal({ event, onClosed }: { event: InboxEvent; onClosed: () => void }) {
  const { t } = useTranslation('paymentsInbox');
  const [key] = useState(newIdempotencyKey);
  const act = useAct({
    schema: DismissBody,
    toInput: ({ reason }: { reason?: string }) => ({ reason }),
    send: async ({ reason }) => {
      await dismissEvent(event.id, reason, key);
      return t('dismiss.done');
    },
    onClosed,
  });
  return (
    <ActModal act={act} title={t('dismiss.title')} submit={t('dismiss.submit')} isDanger>
      <Effects>
        <p>{t(event.money ? 'dismiss.money' : 'dismiss.text')}</p>
      </Effects>
    </ActModal>
  );
}
