import { Drawer } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MeantAccounts } from '../../../api/admin-accounts.ts';
import { ChangedView } from './changed-view.tsx';
import type { Done } from './done.ts';
import { PlansForm } from './plans-form.tsx';

interface PlansDrawerProps {
  meant: MeantAccounts;
  /** Some accounts have been changed. */
  onChanged: () => void;
  /** Closed once it was done. */
  onDone: () => void;
  onClosed: () => void;
}

/** Gives many accounts another plan, after saying what that changes; then says what became of each. */
export function PlansDrawer({ meant, onChanged, onDone, onClosed }: PlansDrawerProps) {
  const { t } = useTranslation('accounts');
  const [isOpen, setOpen] = useState(true);
  const [isSending, setSending] = useState(false);
  const [done, setDone] = useState<Done>();
  const [asked] = useState(meant);
  const close = () => {
    // Nobody should lose sight of what becomes of a thousand accounts by a stray click.
    if (isSending) return;
    setOpen(false);
  };
  const tell = (told: Done) => {
    setDone(told);
    onChanged();
  };
  return (
    <Drawer
      open={isOpen}
      size="min(640px, 100vw)"
      title={t('many.title')}
      mask={{ closable: !isSending }}
      keyboard={!isSending}
      onClose={close}
      afterOpenChange={(isShown) => {
        if (isShown) return;
        if (done) onDone();
        onClosed();
      }}
    >
      {done ? (
        <ChangedView done={done} onSending={setSending} onDone={tell} onClose={close} />
      ) : (
        <PlansForm meant={asked} isSending={isSending} onSending={setSending} onDone={tell} />
      )}
    </Drawer>
  );
}
