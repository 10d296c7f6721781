import type { Person } from '../cast.ts';
import type { packages } from '../credits/content.ts';
import { inBoth } from '../in-both.ts';

/** Who buys plans and packages, and what became of each order. */

type Wanted =
  | { plan: 'pro' | 'team' | 'enterprise'; interval: 'month' | 'year' }
  | { package: (typeof packages)[number]['code']; quantity: number };

/** Something that was ordered so many days ago, and paid by the sandbox or not. */
export interface OrderEvent {
  daysAgo: number;
  kind: 'order';
  wanted: Wanted;
  currency: 'USD' | 'CNY';
  /** `failed`: the first try failed, the second was paid. `twice`: a page was paid twice, and one sum went back. */
  outcome: 'paid' | 'failed' | 'twice' | 'cancelled' | 'expired' | 'open';
  /** What an admin gave back later, before anything else happens to the account; no amount: all of it. */
  refund?: { daysLater: number; amountMinor?: number; goods: 'take' | 'keep'; reason: string };
}

type Buyer = Pick<Person, 'email' | 'name' | 'locale' | 'timeZone'> & { joinedDaysAgo: number };

/** People who came for the offers alone: they have no other story. */
export const buyers: readonly Buyer[] = [
  { email: 'noor@example.com', name: 'Noor Haddad', locale: 'en', timeZone: 'Asia/Dubai', joinedDaysAgo: 41 },
  {
    email: 'xiaoming@example.com',
    name: '王晓明',
    locale: 'zh-CN',
    timeZone: 'Asia/Shanghai',
    joinedDaysAgo: 36,
  },
  {
    email: 'sofia@example.com',
    name: 'Sofia Rossi',
    locale: 'en',
    timeZone: 'Europe/Rome',
    joinedDaysAgo: 33,
  },
  {
    email: 'ben@example.com',
    name: 'Ben Carter',
    locale: 'en',
    timeZone: 'Europe/London',
    joinedDaysAgo: 28,
  },
  { email: 'lina@example.com', name: '李娜', locale: 'zh-CN', timeZone: 'Asia/Shanghai', joinedDaysAgo: 22 },
  {
    email: 'tomas@example.com',
    name: 'Tomás Rivera',
    locale: 'en',
    timeZone: 'America/Mexico_City',
    joinedDaysAgo: 16,
  },
  {
    email: 'priya@example.com',
    name: 'Priya Nair',
    locale: 'en',
    timeZone: 'Asia/Kolkata',
    joinedDaysAgo: 9,
  },
];

type More = Partial<Pick<OrderEvent, 'currency' | 'outcome' | 'refund'>>;

function buy(daysAgo: number, wanted: Wanted, more: More = {}): OrderEvent {
  return { daysAgo, kind: 'order', wanted, currency: 'USD', outcome: 'paid', ...more };
}

const credits = (quantity = 1) => ({ package: 'credits_1000', quantity }) as const;
const daily = { package: 'daily_60', quantity: 1 } as const;
const plan = (code: 'pro' | 'team' | 'enterprise', interval: 'month' | 'year') =>
  ({ plan: code, interval }) as const;
const yuan = { currency: 'CNY' } as const;

/** By e-mail, oldest first. */
export const orderStories: Readonly<Record<string, readonly OrderEvent[]>> = {
  'ada@example.com': [
    buy(27.3, credits()),
    buy(8.2, credits(2), { outcome: 'cancelled' }),
    buy(3.4, credits(2), {
      outcome: 'failed',
      refund: {
        daysLater: 0.9,
        amountMinor: 900,
        goods: 'take',
        reason: inBoth('Ordered two by mistake.', '误下了两份。'),
      },
    }),
  ],
  'linus@example.com': [
    buy(31.2, plan('pro', 'year'), { outcome: 'expired' }),
    buy(13.3, credits(), { outcome: 'twice' }),
    buy(2.2, plan('pro', 'month'), { outcome: 'cancelled' }),
  ],
  'mei@example.com': [buy(4.3, credits(), { ...yuan, outcome: 'expired' })],
  'noor@example.com': [
    buy(40.1, plan('pro', 'year')),
    buy(25.2, credits(3)),
    buy(11.4, daily),
    buy(1.3, credits(2)),
  ],
  'xiaoming@example.com': [
    buy(35.3, plan('team', 'year'), yuan),
    buy(29.4, credits(5), yuan),
    buy(18.2, credits(5), yuan),
    buy(6.3, credits(10), { ...yuan, outcome: 'failed' }),
  ],
  'sofia@example.com': [
    buy(32.2, plan('pro', 'year'), {
      refund: {
        daysLater: 6,
        goods: 'take',
        reason: inBoth('Moved to another tool within the first week.', '第一周内改用其他工具。'),
      },
    }),
    buy(19.1, credits()),
  ],
  'ben@example.com': [
    buy(27.1, plan('team', 'month')),
    buy(20.4, credits(4)),
    buy(9.1, daily, {
      refund: {
        daysLater: 2,
        amountMinor: 600,
        goods: 'keep',
        reason: inBoth('For two days without long reads.', '补偿两天无法写长文。'),
      },
    }),
  ],
  'lina@example.com': [
    buy(21.2, plan('pro', 'month'), yuan),
    buy(15.3, credits(2), { ...yuan, outcome: 'expired' }),
    buy(15.1, credits(2), yuan),
    buy(5.2, daily, yuan),
  ],
  'tomas@example.com': [buy(15.4, plan('pro', 'month')), buy(7.4, credits(2)), buy(0.3, credits())],
  'priya@example.com': [
    buy(8.3, plan('pro', 'month'), { outcome: 'cancelled' }),
    buy(8.1, plan('pro', 'year')),
    buy(0.006, credits(3), { outcome: 'open' }),
  ],
};
