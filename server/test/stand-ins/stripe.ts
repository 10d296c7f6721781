import type { StripeSettings } from '../../src/payment-settings.ts';
import { json, startProviderServer, type ProviderServer, type Received, type Reply } from './http.ts';

export const stripeSettings: Omit<StripeSettings, 'apiBase'> = {
  isTest: true,
  secretKey: 'sk_test_51Example',
  webhookSecrets: ['whsec_new', 'whsec_old'],
};

type Fields = Record<string, unknown>;

export interface StripeServer extends ProviderServer {
  sessions: Map<string, Fields>;
  refunds: Fields[];
  disputes: Fields[];
  subscriptions: Map<string, Fields>;
  /** The buyer pays: a card, or `unpaid` by what takes days. */
  pay: (sessionId: string, how?: { unpaid?: boolean; invoice?: string; tax?: number }) => Fields;
}

/** Speaks Stripe's API as far as we do: its keys of requests, its errors, its states of a session. */
export async function startStripe(pages?: string): Promise<StripeServer> {
  const sessions = new Map<string, Fields>();
  const intents = new Map<string, Fields & { charge: Fields; invoice?: string }>();
  const subscriptions = new Map<string, Fields>();
  const answers = new Map<string, { body: string; reply: Reply }>();
  const refunds: Fields[] = [];
  const disputes: Fields[] = [];

  const server = await startProviderServer((received) => {
    if (received.headers.authorization !== `Bearer ${stripeSettings.secretKey}`) {
      return problem(401, { type: 'invalid_request_error' });
    }
    const key = received.headers['idempotency-key'];
    if (received.method !== 'POST' || typeof key !== 'string') return answer(received);
    const earlier = answers.get(key);
    if (earlier && earlier.body !== received.body) return problem(400, { type: 'idempotency_error' });
    const reply = earlier?.reply ?? answer(received);
    answers.set(key, { body: received.body, reply });
    return reply;
  });

  function answer({ method, path, query, body }: Received): Reply {
    const form = new URLSearchParams(body);
    const [, , kind, id = '', act] = path.split('/');
    if (kind === 'checkout') return checkout(method, path, form);
    if (kind === 'refunds' && method === 'POST') return refund(form);
    if (kind === 'refunds') {
      return list(refunds.filter((made) => made['payment_intent'] === query.get('payment_intent')));
    }
    if (kind === 'payment_intents' && act === undefined) {
      const intent = intents.get(id);
      return intent ? json({ ...intent, latest_charge: intent.charge }) : missing();
    }
    if (kind === 'invoice_payments') return list(invoicePayments(query));
    if (kind === 'disputes' && id === '') {
      return list(disputes.filter((one) => one['payment_intent'] === query.get('payment_intent')));
    }
    if (kind === 'disputes') return found(disputes.find((one) => one['id'] === id));
    if (kind === 'subscriptions') return found(subscriptions.get(id));
    return missing();
  }

  function checkout(method: string, path: string, form: URLSearchParams): Reply {
    const [, , , , id, act] = path.split('/');
    if (id === undefined) {
      const sessionId = `cs_test_${sessions.size + 1}`;
      const url = pages
        ? `${pages}/pay/stripe/${sessionId}`
        : `https://checkout.stripe.com/c/pay/${sessionId}`;
      const session = newSession(sessionId, url, form);
      sessions.set(session.id, session);
      return json(session);
    }
    const session = sessions.get(id);
    if (!session) return missing();
    if (act === 'expire' && method === 'POST') {
      if (session['status'] !== 'open') return problem(400, { type: 'invalid_request_error' });
      Object.assign(session, { status: 'expired', url: null });
    }
    return json(session);
  }

  function refund(form: URLSearchParams): Reply {
    const intent = intents.get(form.get('payment_intent') ?? '');
    if (!intent) return missing();
    const amount = Number(form.get('amount'));
    const { charge } = intent;
    if (Number(charge['amount_refunded']) + amount > Number(charge['amount'])) {
      return problem(400, { type: 'invalid_request_error', code: 'charge_already_refunded' });
    }
    charge['amount_refunded'] = Number(charge['amount_refunded']) + amount;
    const made = {
      id: `re_${refunds.length + 1}`,
      object: 'refund',
      amount,
      currency: charge['currency'],
      status: 'succeeded',
      payment_intent: intent['id'],
      // None where it was made at the dashboard.
      metadata: form.has('metadata[refund_number]')
        ? { refund_number: form.get('metadata[refund_number]') }
        : {},
    };
    refunds.push(made);
    return json(made);
  }

  function invoicePayments(query: URLSearchParams): Fields[] {
    return [...intents.values()]
      .filter(
        ({ invoice, id }) =>
          invoice !== undefined &&
          (query.get('invoice') === invoice || query.get('payment[payment_intent]') === id),
      )
      .map(({ invoice, id }) => ({
        id: 'inpay_1',
        object: 'invoice_payment',
        invoice,
        payment: { type: 'payment_intent', payment_intent: id },
      }));
  }

  return Object.assign(server, {
    sessions,
    refunds,
    disputes,
    subscriptions,
    pay(sessionId: string, { unpaid = false, invoice, tax = 0 }: Parameters<StripeServer['pay']>[1] = {}) {
      const session = sessions.get(sessionId)!;
      const intent = `pi_${sessionId}`;
      const total = Number(session['amount_subtotal']) + tax;
      intents.set(intent, {
        id: intent,
        object: 'payment_intent',
        status: unpaid ? 'processing' : 'succeeded',
        ...(invoice && { invoice }),
        charge: {
          id: `ch_${sessionId}`,
          object: 'charge',
          payment_intent: intent,
          amount: total,
          amount_refunded: 0,
          currency: session['currency'],
          disputed: false,
        },
      });
      return Object.assign(session, {
        status: 'complete',
        url: null,
        payment_status: unpaid ? 'unpaid' : 'paid',
        amount_total: total,
        payment_intent: invoice ? null : intent,
        invoice: invoice ?? null,
        subscription: invoice ? 'sub_1' : null,
      });
    },
  });
}

function newSession(id: string, url: string, form: URLSearchParams) {
  let amount = 0;
  for (let line = 0; form.has(`line_items[${line}][quantity]`); line += 1) {
    const unit = Number(form.get(`line_items[${line}][price_data][unit_amount]`));
    amount += unit * Number(form.get(`line_items[${line}][quantity]`));
  }
  return {
    id,
    object: 'checkout.session',
    url,
    success_url: form.get('success_url'),
    cancel_url: form.get('cancel_url'),
    status: 'open',
    payment_status: 'unpaid',
    mode: form.get('mode'),
    amount_subtotal: amount,
    amount_total: amount,
    currency: form.get('line_items[0][price_data][currency]'),
    client_reference_id: form.get('client_reference_id'),
    metadata: { order_id: form.get('metadata[order_id]') },
    payment_intent: null,
    subscription: null,
    invoice: null,
    expires_at: Number(form.get('expires_at')),
    livemode: false,
  };
}

function list(data: Fields[]): Reply {
  return json({ object: 'list', data, has_more: false, url: '/v1/list' });
}

function found(object: Fields | undefined): Reply {
  return object ? json(object) : missing();
}

function missing(): Reply {
  return problem(404, { type: 'invalid_request_error', code: 'resource_missing' });
}

function problem(status: number, error: Fields): Reply {
  return json({ error: { message: 'No.', ...error } }, status);
}
