import type { InboxEvent } from '@meterstone/server/contract/payments/admin-inbox';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { replayEvent } from '../../../api/orders/inbox.ts';
import { newIdempotencyKey } from '../../../lib/new-idempotency-key.ts';
import { DialogButton } from '../../../ui/forms/dialog-button.tsx';
import { useRowAct } from '../../../ui/tables/row-actions.tsx';
import { AttachModal } from './attach-modal.tsx';
import { DismissModal } from './dismiss-modal.tsx';
import styles from './inbox.module.css';

/** Meant for another server: it brings no money of ours. */
const foreign = ['wrong_mode', 'wrong_app', 'wrong_merchant', 'wrong_seller'];

/** What can be done to an event in its state. */
export function EventActs({ event }: { event: InboxEvent }) {
  const { t } = useTranslation('paymentsInbox');
  const { state, money, reason } = event;
  const isForeign = reason !== null && foreign.includes(reason);
  const canAttach = ['orphan', 'mismatch', 'dead'].includes(state) && money !== undefined && !isForeign;
  return (
    <div className={styles['acts']}>
      {canAttach && (
        <DialogButton type="primary" dialog={(onClosed) => <AttachModal event={event} onClosed={onClosed} />}>
          {t('attach.open')}
        </DialogButton>
      )}
      {state !== 'received' && !isForeign && <ReplayButton event={event} />}
      {state !== 'received' && (
        <DialogButton dialog={(onClosed) => <DismissModal event={event} onClosed={onClosed} />}>
          {t('dismiss.open')}
        </DialogButton>
      )}
    </div>
  );
}

/** Tries again at once; what came of it is told. Each press is a try of its own. */
function ReplayButton({ event: { id } }: { event: InboxEvent }) {
  const { t } = useTranslation('paymentsInbox');
  const [key, setKey] = useState(newIdempotencyKey);
  const { isBusy, start } = useRowAct({
    label: t('replay.open'),
    act: async () => {
      const { state } = await replayEvent(id, key);
      setKey(newIdempotencyKey());
      return state === 'applied' || state === 'ignored' ? t('replay.done') : t('replay.again');
    },
  });
  return (
    <Button loading={isBusy} onClick={start}>
      {t('replay.open')}
    </Button>
  );
}
