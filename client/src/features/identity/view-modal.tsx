import { ViewBody } from '@meterstone/server/contract/identity';
import { useTranslation } from 'react-i18next';
import { viewAccount } from '../../api/identity.ts';
import { startView } from '../../lib/browser/view.ts';
import { ActModal } from '../../ui/forms/act-modal.tsx';
import { useAct } from '../../ui/forms/use-act.ts';

interface ViewModalProps {
  account: { id: string; name: string };
  onClosed: () => void;
}

/** Asks why before an admin sees what the owner of the account sees. */
export function ViewModal({ account, onClosed }: ViewModalProps) {
  const { t } = useTranslation('accounts');
  const { name } = account;
  const act = useAct({
    schema: ViewBody,
    toInput: (values: { reason?: string }) => values,
    send: async (input) => {
      startView(await viewAccount(account.id, input));
      return t('view.opening', { name });
    },
    onClosed,
  });
  return (
    <ActModal act={act} title={t('view.title', { name })} submit={t('view.submit')}>
      <p>{t('view.text')}</p>
    </ActModal>
  );
}
