import type { StartedPayment } from '@meterstone/server/contract/payments/checkout';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { toApiError, type ApiError } from '../../lib/api-error.ts';
import { newIdempotencyKey } from '../../lib/new-idempotency-key.ts';
import { checkoutResultPath } from '../../paths.ts';

interface Attempt {
  /** What is asked for, as text. */
  content: string;
  key: string;
  orderId: string | undefined;
}

/** Begins to pay: with this key, and where an order is there already, that one. */
type Begin = (key: string, orderId: string | undefined) => Promise<StartedPayment>;

interface Paying {
  isPaying: boolean;
  refusal: ApiError | undefined;
  pay: (provider: string | undefined, begin: Begin) => void;
}

/**
 * Begins to pay, and goes where that is done: to the provider's page, or to our own with the code to scan. Each
 * attempt has a key of its own. While nobody knows what became of it, a repeat has the same key, so that no second
 * order is made; once it is refused, the next attempt pays the order that the refusal names.
 * `product` names what is bought: the same by another provider is the same order, where that was made.
 */
export function usePaying(product: string): Paying {
  const navigate = useNavigate();
  const [isPaying, setPaying] = useState(false);
  const [refused, setRefused] = useState<{ product: string; error: ApiError }>();
  const attempt = useRef<Attempt>(undefined);
  const order = useRef<{ product: string; id: string }>(undefined);
  useEffect(() => {
    // Back from the provider's page, to this one as it was left.
    const comeBack = ({ persisted }: PageTransitionEvent) => {
      if (persisted) setPaying(false);
    };
    addEventListener('pageshow', comeBack);
    return () => removeEventListener('pageshow', comeBack);
  }, []);

  async function run(provider: string | undefined, begin: Begin): Promise<void> {
    const content = JSON.stringify([product, provider]);
    if (attempt.current?.content !== content) {
      const orderId = order.current?.product === product ? order.current.id : undefined;
      attempt.current = { content, key: newIdempotencyKey(), orderId };
    }
    const { key, orderId } = attempt.current;
    setPaying(true);
    setRefused(undefined);
    try {
      const started = await begin(key, orderId);
      // Whoever pays once more, back from there, begins another attempt at that order.
      attempt.current = undefined;
      order.current = { product, id: started.order_id };
      if (started.code_url === undefined) {
        location.assign(started.checkout_url);
        return;
      }
      await navigate(checkoutResultPath(started.request_id));
    } catch (thrown) {
      const error = toApiError(thrown);
      if (!isUnknown(error)) attempt.current = undefined;
      if (error.orderId !== undefined) order.current = { product, id: error.orderId };
      // That one is over: what comes next is another order.
      if (error.code === 'order_not_payable') order.current = undefined;
      setRefused({ product, error });
    }
    setPaying(false);
  }

  return {
    isPaying,
    // Of what is chosen now.
    refusal: refused?.product === product ? refused.error : undefined,
    pay: (provider, begin) => void run(provider, begin),
  };
}

/** Nobody can tell yet what became of the request, or it is still under way. */
function isUnknown({ status, code }: ApiError): boolean {
  return status === 0 || status >= 500 || code === 'payment_processing' || code === 'rate_limited';
}
