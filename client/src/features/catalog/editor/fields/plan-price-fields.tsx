import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Interval } from '@meterstone/server/contract/catalog';
import { PlanSales } from '@meterstone/server/contract/catalog/plans';
import { useQuery } from '@tanstack/react-query';
import { Button, Input, Segmented, Select, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { planListQuery } from '../../../../api/catalog.ts';
import { intervalText } from '../../changes/change-words.ts';
import { nextPrice } from '../next-price.ts';
import type { PriceFields } from '../plan-fields.ts';
import type { PlanEditor } from '../use-plan-editor.ts';
import field from './field.module.css';
import { Field } from './field.tsx';
import styles from './plan-price-fields.module.css';
import section from './section.module.css';

const currencyOptions = Intl.supportedValuesOf('currency').map((value) => ({ value, label: value }));
/** The API takes no more. */
const most = 50;

/** What the plan costs, by interval and currency. */
export function PlanPriceFields({ editor }: { editor: PlanEditor }) {
  const { t } = useTranslation('plans');
  const { sales } = editor.edit.fields;
  return (
    <section className={section['section']}>
      <h2>{t('editor.prices')}</h2>
      <Segmented
        aria-label={t('editor.sales')}
        value={sales}
        options={PlanSales.options.map((value) => ({ value, label: t(`sales.${value}`) }))}
        onChange={(chosen) => editor.change('sales', (plan) => ({ ...plan, sales: chosen }))}
      />
      <p className={section['about']}>{t(`editor.salesHelp.${sales}`)}</p>
      {sales === 'on_request' && <ContactField editor={editor} />}
      {sales === 'priced' && <Prices editor={editor} />}
    </section>
  );
}

/** Where one asks for what is sold on request. */
function ContactField({ editor }: { editor: PlanEditor }) {
  const { t } = useTranslation('plans');
  return (
    <Field label={t('editor.contact')} help={t('editor.contactHelp')} error={editor.errorAt('contactUrl')}>
      {(input) => (
        <Input
          {...input}
          inputMode="email"
          autoComplete="off"
          maxLength={500}
          value={editor.edit.fields.contact}
          onChange={({ target }) =>
            editor.change('contactUrl', (plan) => ({ ...plan, contact: target.value }))
          }
        />
      )}
    </Field>
  );
}

function Prices({ editor }: { editor: PlanEditor }) {
  const { t } = useTranslation('plans');
  const { prices } = editor.edit.fields;
  const { data: plans = [] } = useQuery(planListQuery);
  const usual = plans.flatMap((plan) => plan.prices.map(({ currency }) => currency));
  const missing = editor.errorAt('prices');
  return (
    <>
      {prices.length > 0 && (
        <ul className={section['list']}>
          {prices.map((price, index) => (
            <PriceRow key={index} editor={editor} price={price} index={index} />
          ))}
        </ul>
      )}
      <div>
        <Button
          icon={<PlusOutlined aria-hidden />}
          disabled={prices.length >= most}
          onClick={() =>
            editor.change('prices', (plan) => ({
              ...plan,
              prices: [...plan.prices, nextPrice(plan.prices, usual)],
            }))
          }
        >
          {t('editor.addPrice')}
        </Button>
      </div>
      {missing !== undefined && (
        <p role="alert" className={field['error']}>
          {missing}
        </p>
      )}
    </>
  );
}

function PriceRow({ editor, price, index }: { editor: PlanEditor; price: PriceFields; index: number }) {
  const { t } = useTranslation('plans');
  const { change, errorAt } = editor;
  const path = `prices.${index}`;
  const set = (part: Partial<PriceFields>, field: string) =>
    change(field, (plan) => ({
      ...plan,
      prices: plan.prices.map((other, at) => (at === index ? { ...other, ...part } : other)),
    }));
  const remove = t('editor.removePrice', {
    interval: intervalText(price.interval, t),
    currency: price.currency,
  });
  return (
    <li className={styles['price']}>
      <Field
        label={t('editor.interval')}
        isLabelHidden={index > 0}
        // What is wrong with the price as a whole is that there is another for its interval and currency.
        error={errorAt(`${path}.interval`) ?? errorAt(path)}
      >
        {(input) => (
          <Select
            {...input}
            value={price.interval}
            options={Interval.options.map((value) => ({ value, label: t(`editor.intervalName.${value}`) }))}
            onChange={(interval) => set({ interval }, path)}
          />
        )}
      </Field>
      <Field label={t('editor.currency')} isLabelHidden={index > 0} error={errorAt(`${path}.currency`)}>
        {(input) => (
          <Select
            {...input}
            showSearch
            value={price.currency}
            options={currencyOptions}
            onChange={(currency) => set({ currency }, path)}
          />
        )}
      </Field>
      <Field label={t('editor.amount')} isLabelHidden={index > 0} error={errorAt(`${path}.amountMinor`)}>
        {(input) => (
          <Input
            {...input}
            className="number"
            inputMode="decimal"
            autoComplete="off"
            value={price.amount}
            onChange={({ target }) => set({ amount: target.value }, `${path}.amountMinor`)}
          />
        )}
      </Field>
      <Tooltip title={remove}>
        <Button
          type="text"
          icon={<DeleteOutlined />}
          aria-label={remove}
          className={index === 0 ? (styles['belowLabel'] ?? '') : ''}
          onClick={() =>
            change('prices', (plan) => ({ ...plan, prices: plan.prices.filter((_, at) => at !== index) }))
          }
        />
      </Tooltip>
    </li>
  );
}
