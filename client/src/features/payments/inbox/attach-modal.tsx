import { AttachBody, type InboxEvent } from '@meterstone/server/contract/payments/admin-inbox';
import { useQuery } from '@tanstack/react-query';
import { Form, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accountQuery, accountsQuery } from '../../../api/admin-accounts.ts';
import { ordersQuery } from '../../../api/orders/admin.ts';
import { attachEvent } from '../../../api/orders/inbox.ts';
import { useMe } from '../../../api/use-session.ts';
import { formatMoney, zonedDayTime } from '../../../lib/language/format.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { newIdempotencyKey } from '../../../lib/new-idempotency-key.ts';
import { ActModal } from '../../../ui/forms/act-modal.tsx';
import { Effects } from '../../../ui/forms/effects.tsx';
import { useAct } from '../../../ui/forms/use-act.ts';
import { useInboxWords } from './use-inbox-words.ts';

interface Fields {
  accountId?: string;
  /** Undefined: an order is made that holds the money. */
  orderId?: string | null;
}

const shownAtOnce = 20;

/** Says whose the money of an event is: an order of an account, or the account alone. */
export function AttachModal({ event, onClosed }: { event: InboxEvent; onClosed: () => void }) {
  const { t } = useTranslation('paymentsInbox');
  const { moneyText } = useInboxWords();
  const [key] = useState(newIdempotencyKey);
  const act = useAct({
    schema: AttachBody,
    toInput: ({ accountId, orderId }: Fields) => ({ accountId, ...(orderId && { orderId }) }),
    send: async (input) => {
      await attachEvent(event.id, input, key);
      return t('attach.done');
    },
    onClosed,
  });
  const { form } = act.form;
  const accountId = Form.useWatch('accountId', form);
  const orderId = Form.useWatch('orderId', form);
  const { money } = event;
  return (
    <ActModal
      act={act}
      title={t('attach.title', { amount: money ? moneyText(money) : '' })}
      submit={t('attach.submit')}
      asksWhy={false}
      initialValues={{ accountId: event.accountId, orderId: event.orderId }}
    >
      <AccountField known={event.accountId} onChosen={() => form.setFieldValue('orderId', undefined)} />
      <OrderField accountId={accountId} />
      {accountId !== undefined && (
        <Effects>
          <p>{t(orderId ? 'attach.toOrder' : 'attach.toAccount')}</p>
        </Effects>
      )}
    </ActModal>
  );
}

interface AccountFieldProps {
  /** Whose it is as far as that can be told: chosen from the beginning. */
  known: string | undefined;
  onChosen: () => void;
}

/** Found by what one types, as on the page of accounts. */
function AccountField({ known, onChosen }: AccountFieldProps) {
  const { t } = useTranslation('paymentsInbox');
  const [q, setQ] = useState('');
  const { data, isFetching } = useQuery(accountsQuery({ q, limit: shownAtOnce, offset: 0 }));
  const { data: first } = useQuery({ ...accountQuery(known ?? ''), enabled: known !== undefined });
  const found = data?.items ?? [];
  const accounts = first && found.every(({ id }) => id !== first.id) ? [first, ...found] : found;
  return (
    <Form.Item name="accountId" label={t('attach.account')} extra={t('attach.accountHelp')}>
      <Select
        showSearch={{ filterOption: false, onSearch: setQ }}
        loading={isFetching}
        placeholder={t('attach.chooseAccount')}
        notFoundContent={t('attach.noAccount')}
        options={accounts.map(({ id, name, email, externalId }) => ({
          value: id,
          label: [name, email ?? externalId].filter(Boolean).join(' · '),
        }))}
        onChange={onChosen}
      />
    </Form.Item>
  );
}

/** The account's latest orders; without one, an order is made that holds the money. */
function OrderField({ accountId }: { accountId: string | undefined }) {
  const { t, i18n } = useTranslation('paymentsInbox');
  const { timeZone } = useMe().account;
  const { data } = useQuery({
    ...ordersQuery({ accountId, limit: shownAtOnce, offset: 0 }),
    enabled: accountId !== undefined,
  });
  const orders = accountId === undefined ? [] : (data?.items ?? []);
  return (
    <Form.Item name="orderId" label={t('attach.order')}>
      <Select
        allowClear
        disabled={accountId === undefined}
        placeholder={t('attach.noOrder')}
        notFoundContent={t('attach.hasNone')}
        options={orders.map((order) => ({
          value: order.id,
          label: [
            formatMoney(order.amountMinor, order.currency),
            order.items.map(({ name }) => inLanguage(name, i18n.language)).join(', '),
            zonedDayTime(order.createdAt, timeZone),
          ]
            .filter(Boolean)
            .join(' · '),
        }))}
      />
    </Form.Item>
  );
}
