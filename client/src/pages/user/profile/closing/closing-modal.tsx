import { CloseBody } from '@meterstone/server/contract/identity';
import { useQuery } from '@tanstack/react-query';
import { Form, Input, Modal } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { closeAccount, closingQuery } from '../../../../api/identity.ts';
import { useMe } from '../../../../api/use-session.ts';
import { QueryView } from '../../../../ui/feedback/query-view.tsx';
import { useContractForm } from '../../../../ui/forms/use-contract-form.ts';
import { Refusal } from '../refusal.tsx';
import { ClosingEffects } from './closing-effects.tsx';

/** Asks twice: first what goes and what stays, then for the password and the address. */
export function ClosingModal({ onClosed }: { onClosed: () => void }) {
  const { t } = useTranslation('profile');
  const { t: tCommon } = useTranslation();
  const closing = useQuery(closingQuery);
  const formId = useId();
  const [isOpen, setOpen] = useState(true);
  const [isSure, setSure] = useState(false);
  const { props, isSending, error } = useContractForm({
    schema: CloseBody,
    toInput: ({ email, password }: { email?: string; password?: string }) => ({ email, password }),
    send: closeAccount,
  });
  const mayGoOn = closing.data?.blockedBy === null;
  return (
    <Modal
      open={isOpen}
      title={t(isSure ? 'closing.sure' : 'closing.question')}
      okText={t(isSure ? 'closing.submit' : 'closing.goOn')}
      cancelText={tCommon('cancel')}
      okButtonProps={
        isSure
          ? { htmlType: 'submit', form: formId, danger: true, loading: isSending }
          : { danger: true, type: 'default', disabled: !mayGoOn, onClick: () => setSure(true) }
      }
      cancelButtonProps={{ disabled: isSending }}
      footer={(_, { CancelBtn, OkBtn }) => (
        <>
          <CancelBtn />
          {/* Another button, as the click that goes on would send the form at once. */}
          <OkBtn key={isSure ? 'submit' : 'goOn'} />
        </>
      )}
      onCancel={() => setOpen(false)}
      afterClose={onClosed}
    >
      {isSure ? (
        <Form {...props} name="closing" id={formId}>
          <Refusal error={error} />
          <Confirmation />
        </Form>
      ) : (
        <QueryView query={closing}>{(data) => <ClosingEffects closing={data} />}</QueryView>
      )}
    </Modal>
  );
}

function Confirmation() {
  const { t } = useTranslation('profile');
  const { email } = useMe().user;
  return (
    <>
      <p>{t('closing.sureText')}</p>
      <Form.Item name="password" label={t('closing.password')}>
        <Input.Password autoComplete="current-password" autoFocus />
      </Form.Item>
      <Form.Item name="email" label={t('closing.email', { email })}>
        <Input type="email" autoComplete="off" />
      </Form.Item>
    </>
  );
}
