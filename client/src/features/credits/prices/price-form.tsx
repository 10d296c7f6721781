import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { PricesBody, type PriceList } from '@meterstone/server/contract/credits/prices';
import { App, Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { setPrices } from '../../../api/credits/admin.ts';
import { typedWholeNumber } from '../../../lib/language/whole-number.ts';
import { FormProblem } from '../../../ui/feedback/form-problem.tsx';
import { useProblemText } from '../../../ui/feedback/use-problem-text.ts';
import { useContractForm } from '../../../ui/forms/use-contract-form.ts';
import { WholeNumberInput } from '../../../ui/forms/whole-number-input.tsx';
import styles from './price-form.module.css';

interface Row {
  action?: string;
  name?: Record<string, string>;
  /** As typed. */
  amount?: string;
}

/** The whole list at once, as the API takes it: a row that is removed takes its action off the list. */
export function PriceForm({ list: { version, prices } }: { list: PriceList }) {
  const { t } = useTranslation('creditsAdmin');
  const { message } = App.useApp();
  const problemText = useProblemText();
  const { form, props, isSending, error } = useContractForm({
    schema: PricesBody,
    toInput: ({ prices: rows = [], reason }: { prices?: Row[]; reason?: string }) => ({
      prices: rows.map((row) => ({ ...row, amount: typedWholeNumber(row.amount) })),
      ...(reason && { reason }),
    }),
    send: async (input) => {
      await setPrices(version, input);
      form.resetFields(['reason']);
      void message.success(t('prices.done'));
    },
  });
  const initialValues = { prices: prices.map((price) => ({ ...price, amount: String(price.amount) })) };
  return (
    <Form {...props} initialValues={initialValues}>
      {error && <FormProblem text={problemText(error).text} />}
      <Form.List name="prices">
        {(rows, { add, remove }) => (
          <>
            <div className={styles['rows']}>
              {rows.map(({ key, name }) => (
                <PriceRow key={key} row={name} onRemove={() => remove(name)} />
              ))}
            </div>
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
      <Form.Item name={[row, 'amount']} label={t('prices.amount')} className={styles['amount'] ?? ''}>
        <WholeNumberInput />
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
