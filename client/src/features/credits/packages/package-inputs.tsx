import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { WholeNumberInput } from '../../../ui/forms/whole-number-input.tsx';
import type { PackageFields } from './package-fields.ts';
import styles from './package-inputs.module.css';

const languages = ['en', 'zh-CN'] as const;
const numbers = ['credits', 'dailyCredits', 'validityDays', 'priority'] as const;
const statuses = ['draft', 'active', 'archived'] as const;
const currencies = Intl.supportedValuesOf('currency');
/** The API takes no more. */
const mostPrices = 50;

/** The fields of a package; only a new one's code can be given. */
export function PackageInputs({ isNew }: { isNew: boolean }) {
  const { t } = useTranslation('packages');
  const { t: common } = useTranslation();
  return (
    <>
      {isNew && (
        <Form.Item name="code" label={t('field.code')} extra={t('form.codeHelp')}>
          <Input autoComplete="off" />
        </Form.Item>
      )}
      <div className={styles['fields']}>
        {languages.map((language) => (
          <Form.Item key={language} name={['name', language]} label={t(`field.name.${language}`)}>
            <Input lang={language} />
          </Form.Item>
        ))}
        {languages.map((language) => (
          <Form.Item
            key={language}
            name={['description', language]}
            label={t(`field.description.${language}`)}
          >
            <Input.TextArea lang={language} autoSize={{ minRows: 2, maxRows: 6 }} />
          </Form.Item>
        ))}
        {numbers.map((field) => (
          <Form.Item key={field} name={field} label={t(`field.${field}`)} extra={t(`help.${field}`)}>
            <WholeNumberInput />
          </Form.Item>
        ))}
      </div>
      <PriceInputs />
      <Form.Item name="status" label={t('field.status')}>
        <Select options={statuses.map((value) => ({ value, label: common(`status.${value}`) }))} />
      </Form.Item>
    </>
  );
}

/** One amount for each currency: one that has a price is not offered for another. */
function PriceInputs() {
  const { t } = useTranslation('packages');
  const prices = Form.useWatch<PackageFields['prices'] | undefined>('prices') ?? [];
  const taken = new Set(prices.map(({ currency }) => currency));
  const next = ['USD', 'CNY', 'EUR', ...currencies].find((currency) => !taken.has(currency));
  return (
    <Form.Item label={t('field.prices')} extra={t('help.prices')}>
      <Form.List name="prices">
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name }, index) => (
              <div key={key} className={styles['price']}>
                <Form.Item name={[name, 'currency']}>
                  <Select
                    showSearch
                    aria-label={t('form.currency')}
                    options={currencies.map((value) => ({
                      value,
                      label: value,
                      disabled: taken.has(value) && prices[index]?.currency !== value,
                    }))}
                  />
                </Form.Item>
                <Form.Item name={[name, 'amountMinor']}>
                  <Input
                    aria-label={t('form.amount', { currency: prices[index]?.currency ?? '' })}
                    className="number"
                    inputMode="decimal"
                    autoComplete="off"
                  />
                </Form.Item>
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t('form.removePrice', { currency: prices[index]?.currency ?? '' })}
                  onClick={() => remove(name)}
                />
              </div>
            ))}
            <Button
              icon={<PlusOutlined aria-hidden />}
              disabled={rows.length >= mostPrices || next === undefined}
              onClick={() => add({ currency: next, amountMinor: '' })}
            >
              {t('form.addPrice')}
            </Button>
          </>
        )}
      </Form.List>
    </Form.Item>
  );
}
