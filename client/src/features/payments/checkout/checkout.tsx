import type { OfferedProvider } from '@meterstone/server/contract/payments/checkout';
import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { payOrder, providersQuery, startPayment } from '../../../api/orders/payments.ts';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { WithSupport } from '../../../ui/feedback/with-support.tsx';
import { ProviderChoice } from '../provider-choice.tsx';
import { usePaying } from '../use-paying.ts';
import styles from './checkout.module.css';
import type { Offer } from './offer.ts';
import { PriceChoice } from './price-choice.tsx';
import { Summary } from './summary.tsx';

interface CheckoutProps {
  offer: Offer;
  /** The plan that the account has and that ends when this one is paid. */
  replaces: string | undefined;
  /** The plan that the account has once this one has ended. */
  after: string;
  /** What a year saves, in words. */
  saving?: string | undefined;
  /** More about what is bought. */
  about?: ReactNode;
  /** What one should know before paying. */
  warnings?: ReactNode;
  /** Another of its prices is wanted. */
  onChange: (wanted: { interval?: string; currency?: string }) => void | Promise<void>;
}

/** What is bought, at which price and paid with what; and beside that the sum, and the button that begins to pay. */
export function Checkout({ offer, replaces, after, saving, about, warnings, onChange }: CheckoutProps) {
  const { t } = useTranslation('checkout');
  const { productId } = offer;
  const { currency, amountMinor } = offer.price;
  const before = usePriceBefore(offer);
  const providers = useQuery(providersQuery(productId));
  const [wanted, setWanted] = useState<OfferedProvider['name']>();
  const { isPaying, refusal, pay } = usePaying(`${productId} ${currency} ${amountMinor}`);
  const able = providers.data?.filter(({ currencies }) => currencies.includes(currency)) ?? [];
  const chosen = able.find(({ name }) => name === wanted) ?? able[0];
  return (
    <div className={styles['checkout']}>
      <div className={styles['choices']}>
        <PriceChoice offer={offer} saving={saving} about={about} onChange={onChange} />
        <QueryView query={providers}>
          {() =>
            able.length > 0 ? (
              <ProviderChoice providers={able} value={chosen?.name} onChange={setWanted} />
            ) : (
              <Alert type="warning" showIcon title={<WithSupport text={t('noProvider', { currency })} />} />
            )
          }
        </QueryView>
      </div>
      <Summary
        offer={offer}
        replaces={replaces}
        warnings={warnings}
        after={after}
        provider={chosen}
        isPaying={isPaying}
        before={before}
        refusal={refusal}
        onPay={({ name: provider }) =>
          pay(provider, (key, orderId) =>
            orderId === undefined
              ? startPayment({ product_id: productId, currency, amount_minor: amountMinor, provider }, key)
              : payOrder(orderId, { provider }, key),
          )
        }
      />
    </div>
  );
}

/** What the same cost when the page first showed it, in minor units; undefined while it costs that. */
function usePriceBefore({ code, price: { interval, currency, amountMinor } }: Offer): number | undefined {
  const [shown, keep] = useState<ReadonlyMap<string, number>>(new Map());
  const key = `${code} ${interval} ${currency}`;
  const before = shown.get(key);
  if (before === undefined) keep(new Map([...shown, [key, amountMinor]]));
  return before === amountMinor ? undefined : before;
}
