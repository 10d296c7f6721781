import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { PricesBody, type Price } from '@meterstone/server/contract/credits/prices';
import { Alert, App, Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { setPrices } from '../../../api/credits/admin.ts';
import { useProblemText } from '../../../ui/feedback/use-problem-text.ts';
import { useContractForm } from '../../../ui/forms/use-contract-form.ts';
import styles from './price-form.module.css';
import { typedAmount } from './typed-amount.ts';

interface Row {
  action?: string;
  name?: Record<string, string>;
  /** As typed. */
  amount?: string;
}

/** The whole list at once, as the API takes it: a row that is removed takes its action off the list. */
export function PriceForm({ prices }: { prices: readonly Price[] }) {
  const { t } = useTranslation('creditsAdmin');
  const { message } = App.useApp();
  const problemText = useProblemText();
  const { form, props, isSending, error } = useContractForm({
    schema: PricesBody,
    toInput: ({ prices: rows = [], reason }: { prices?: Row[]; reason?: string }) => ({
      prices: rows.map((row) => ({ ...row, amount: typedAmount(row.amount) })),
      ...(reason && { reason }),
    }),
    send: async (input) => {
      await setPrices(input);
      form.resetFields(['reason']);
      void message.success(t('prices.done'));
    },
  });
  const initialValues = { prices: prices.map((price) => ({ ...price, amount: String(price.amount) })) };
  return (
    <Form {...props} initialValues={initialValues}>
      {error && (
        <Form.Item>
          <Alert type="error" showIcon role="alert" title={problemText(error).text} />
        </Form.Item>
      )}
      <Form.List name="prices">
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name }) => (
              <PriceRow key={key} row={name} onRemove={() => remove(name)} />
            ))}
            <Form.Item>
              <Button icon={<PlusOutlined aria-hidden />} onClick={() => add({})}>
                {t('prices.add')}
              </Button>
            </Form.Item>
          </>
        )}
      </Form.List>
      <Form.Item name="reason" label={t('prices.reason')}>
        <Input autoComplete="off" maxLength={500} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={isSending}>
        {t('prices.submit')}
      </Button>
    </Form>
  );
}

function PriceRow({ row, onRemove }: { row: number; onRemove: () => void }) {
  const { t } = useTranslation('creditsAdmin');
  return (
    <div className={styles['row']}>
      <Form.Item name={[row, 'action']} label={t('prices.action')}>
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name={[row, 'name', 'en']} label={t('prices.nameEn')}>
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name={[row, 'name', 'zh-CN']} label={t('prices.nameZh')}>
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name={[row, 'amount']} label={t('prices.amount')}>
        <Input inputMode="numeric" autoComplete="off" />
      </Form.Item>
      <Button
        className={styles['remove'] ?? ''}
        icon={<DeleteOutlined aria-hidden />}
        aria-label={t('prices.remove', { row: row + 1 })}
        onClick={onRemove}
      />
    </div>
  );
}
