import type { CreemSettings } from '../../src/payment-settings.ts';
import { json, startProviderServer, type ProviderServer, type Received, type Reply } from './http.ts';

export const creemSettings: Omit<CreemSettings, 'apiBase'> = {
  isTest: true,
  apiKey: 'creem_test_example',
  webhookSecrets: [`whsec_${Buffer.from('newest').toString('base64')}`, 'older'],
  products: { pro: 'prod_pro', 'pro-month': 'prod_pro_month' },
};

type Fields = Record<string, unknown>;

export interface CreemServer extends ProviderServer {
  checkouts: Map<string, Fields & { order?: Fields }>;
  transactions: Map<string, Fields>;
  subscriptions: Map<string, Fields>;
  pay: (checkoutId: string, tax?: number) => void;
}

const product = {
  id: 'prod_pro_month',
  mode: 'test',
  object: 'product',
  name: 'Pro',
  description: 'Pro',
  price: 1_999,
  currency: 'USD',
  billing_type: 'onetime',
  billing_period: 'once',
  status: 'active',
  tax_mode: 'exclusive',
  tax_category: 'saas',
  created_at: '2026-11-28T08:00:00.000Z',
  updated_at: '2026-11-28T08:00:00.000Z',
};

/** Speaks Creem's API as far as we do: no key of requests, no end of a page, whole refunds only. */
export async function startCreem(pages?: string): Promise<CreemServer> {
  const checkouts: CreemServer['checkouts'] = new Map();
  const transactions: CreemServer['transactions'] = new Map();
  const subscriptions: CreemServer['subscriptions'] = new Map();

  const server = await startProviderServer((received) => {
    if (received.headers['x-api-key'] !== creemSettings.apiKey) return problem(403);
    const { method, path, query } = received;
    switch (`${method} ${path}`) {
      case 'POST /v1/checkouts':
        return createCheckout(received);
      case 'GET /v1/checkouts':
        return found(checkouts.get(query.get('checkout_id') ?? ''));
      case 'GET /v1/transactions':
        return found(transactions.get(query.get('transaction_id') ?? ''));
      case 'GET /v1/transactions/search': {
        const order = query.get('order_id');
        const items = [...transactions.values()].filter((one) => one['order'] === order);
        const total = items.length;
        return json({
          items,
          pagination: {
            total_records: total,
            total_pages: 1,
            current_page: 1,
            next_page: null,
            prev_page: null,
          },
        });
      }
      case 'GET /v1/subscriptions':
        return found(subscriptions.get(query.get('subscription_id') ?? ''));
      case 'POST /v1/refunds':
        return refund(received);
      default:
        return problem(404);
    }
  });

  function createCheckout({ body }: Received): Reply {
    const asked = JSON.parse(body);
    const id = `ch_${checkouts.size + 1}`;
    const amount = Number(asked.custom_price ?? product.price) * Number(asked.units);
    const checkout = {
      id,
      mode: 'test',
      object: 'checkout',
      status: 'pending',
      request_id: asked.request_id,
      product: { ...product, id: asked.product_id },
      units: asked.units,
      checkout_url: pages ? `${pages}/pay/creem/${id}` : `https://creem.io/checkout/${id}`,
      success_url: asked.success_url,
      metadata: asked.metadata,
      amount,
    };
    checkouts.set(id, checkout);
    return json(checkout);
  }

  function refund({ body }: Received): Reply {
    const transaction = transactions.get(JSON.parse(body).transaction_id);
    if (!transaction) return problem(404);
    if (transaction['status'] === 'refunded') return problem(400);
    Object.assign(transaction, { status: 'refunded', refunded_amount: transaction['amount_paid'] });
    return json({ status: 'succeeded' });
  }

  return Object.assign(server, {
    checkouts,
    transactions,
    subscriptions,
    pay(checkoutId: string, tax = 0) {
      const checkout = checkouts.get(checkoutId)!;
      const amount = Number(checkout['amount']);
      const order = {
        id: `ord_${checkoutId}`,
        mode: 'test',
        object: 'order',
        product: product.id,
        amount,
        currency: 'USD',
        status: 'paid',
        type: 'onetime',
        created_at: '2026-11-28T08:00:00.000Z',
        updated_at: '2026-11-28T08:00:00.000Z',
      };
      transactions.set(`tran_${checkoutId}`, {
        id: `tran_${checkoutId}`,
        mode: 'test',
        object: 'transaction',
        amount,
        amount_paid: amount + tax,
        tax_amount: tax,
        refunded_amount: null,
        currency: 'USD',
        type: 'payment',
        status: 'paid',
        order: order.id,
        created_at: 1_795_852_800_000,
      });
      Object.assign(checkout, { status: 'completed', order });
    },
  });
}

function found(object: Fields | undefined): Reply {
  return object ? json(object) : problem(404);
}

function problem(status: number): Reply {
  return json({ trace_id: 'trace', status, error: 'Bad Request', message: ['No.'], timestamp: 1 }, status);
}
