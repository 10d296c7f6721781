import type { Order } from '@meterstone/server/contract/orders';
import type { OfferedProvider } from '@meterstone/server/contract/payments/checkout';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { payOrder } from '../../api/orders/payments.ts';
import { formatMoney } from '../../lib/language/format.ts';
import styles from './pay-again.module.css';
import { ProviderChoice } from './provider-choice.tsx';
import { Refusal } from './refusal.tsx';
import { useAbleProviders } from './use-able-providers.ts';
import { usePaying } from './use-paying.ts';

/** Begins to pay an order that is there, by another provider if the buyer likes: the page before is closed. */
export function PayAgain({ order }: { order: Order }) {
  const { t } = useTranslation('checkout');
  const { id, currency, amountMinor } = order;
  const able = useAbleProviders(order);
  const [wanted, setWanted] = useState<OfferedProvider['name']>();
  const { isPaying, refusal, pay } = usePaying(id);
  const provider = able.find(({ name }) => name === wanted)?.name ?? able[0]?.name;
  return (
    <div className={styles['again']}>
      {able.length > 1 && <ProviderChoice providers={able} value={provider} onChange={setWanted} />}
      {refusal && <Refusal error={refusal} />}
      <Button
        type="primary"
        loading={isPaying}
        onClick={() => {
          if (!isPaying)
            pay(provider, (key) => payOrder(id, provider === undefined ? {} : { provider }, key));
        }}
      >
        {t('payAgain', { sum: formatMoney(amountMinor, currency) })}
      </Button>
    </div>
  );
}
