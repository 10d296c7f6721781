import { z } from 'zod';
import { Count, Id, Instant } from '../../http/contract.ts';

const namesEachOnce = (ids: string[]) => new Set(ids.map((id) => id.toLowerCase())).size === ids.length;

/** Plans in the order in which they are to be shown. Those that it leaves out follow, in the order they have. */
export const PlanOrder = z.strictObject({
  planIds: z.array(Id).min(1).max(200).refine(namesEachOnce, 'Name each plan once'),
  seenPlanIds: z
    .array(Id)
    .min(1)
    .max(1000)
    .refine(namesEachOnce, 'Name each plan once')
    .meta({ description: 'All plans in the order in which you saw them, and which you changed' }),
});
export type PlanOrder = z.infer<typeof PlanOrder>;

/** How a plan is to be had: for nothing, at a price, or by asking whoever runs this installation. */
export const PlanSales = z.enum(['free', 'priced', 'on_request']);
export type PlanSales = z.infer<typeof PlanSales>;

const mailAddress = /^[^\s@/?]+@[^\s@/?]+\.[^\s@/?]+$/;

/** Pages link to it as it stands, so it is nothing that could run in them. `contact_is_reachable` in Postgres, too. */
function isContact(text: string): boolean {
  if (/\s/.test(text) || !URL.canParse(text)) return false;
  const { protocol, hostname, pathname } = new URL(text);
  if (protocol === 'https:') return /^https:\/\//i.test(text) && hostname !== '';
  return protocol === 'mailto:' && mailAddress.test(pathname);
}

const ContactUrl = z
  .string()
  .max(500)
  .refine(isContact, {
    message: 'Give a page that begins with https://, or a mail address such as mailto:sales@example.com',
    params: { code: 'contact_unreachable' },
  })
  .meta({ description: 'Where one asks for a plan on request: `https:` or `mailto:`' });

/** What an author says of it. */
export const soldDraft = {
  sales: PlanSales.optional().meta({
    description:
      'Left out: `priced` where there are prices; else what was on request stays so, and the rest is free',
  }),
  contactUrl: ContactUrl.nullish().meta({ description: 'Of a plan on request, which needs it' }),
};

/** What is told of it. */
export const sold = {
  sales: PlanSales,
  contactUrl: z.string().nullable().meta({ description: 'Where one asks for a plan on request' }),
};

interface Sold {
  sales: PlanSales;
  prices: readonly unknown[];
  /** Undefined where it is not known yet. */
  contactUrl: string | null | undefined;
}

interface SalesIssue {
  path: 'prices' | 'contactUrl';
  message: string;
  code: 'price_missing' | 'prices_unwanted' | 'contact_missing' | 'contact_unwanted';
}

/** What of a plan's prices and contact does not go with how it is sold. */
export function salesIssues({ sales, prices, contactUrl }: Sold): SalesIssue[] {
  const issues: SalesIssue[] = [];
  if (sales === 'priced' && prices.length === 0) {
    issues.push({ path: 'prices', message: 'Give at least one price', code: 'price_missing' });
  }
  if (sales !== 'priced' && prices.length > 0) {
    issues.push({ path: 'prices', message: `A plan that is ${sales} has no price`, code: 'prices_unwanted' });
  }
  if (sales === 'on_request' && contactUrl === null) {
    issues.push({ path: 'contactUrl', message: 'Say where one asks for it', code: 'contact_missing' });
  }
  if (sales !== 'on_request' && typeof contactUrl === 'string') {
    issues.push({
      path: 'contactUrl',
      message: 'Only a plan on request has a contact',
      code: 'contact_unwanted',
    });
  }
  return issues;
}

/** A version that accounts of the plan get later, each when its month ends or what it paid for does. */
const WaitingVersion = z.object({
  version: z.int().min(1),
  accounts: Count,
  firstAt: Instant.meta({ description: 'When the first of them gets it' }),
  lastAt: Instant,
});
export type WaitingVersion = z.infer<typeof WaitingVersion>;

/** Whom a plan has. */
export const accountsOf = {
  subscribers: Count,
  waiting: z.array(WaitingVersion).meta({
    description: 'Versions that accounts with an older one wait for, in order; empty where nobody does',
  }),
  keepingOlder: Count.meta({
    description:
      'Accounts that have an older version than the newest, and wait for none; 0 while one is on its way to them',
  }),
};

const AccountsMet = z.array(z.object({ featureCode: z.string(), accounts: Count }));

/** Whom a content would meet if it were published now. */
export const PlanPreview = z.object({
  subscribers: Count,
  keptByBuyers: Count.meta({
    description: 'Of these, who paid for a time: with `renewal` they keep their version until that ends',
  }),
  overQuota: AccountsMet.meta({ description: 'Accounts that use more now than they would be allowed' }),
  lessForBuyers: AccountsMet.meta({ description: 'Accounts that paid for the plan and would get less' }),
});
export type PlanPreview = z.infer<typeof PlanPreview>;
