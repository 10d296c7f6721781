import type { OfferWords } from '../content.ts';

/** What plans say, on this page and in the client. */
export const offer: OfferWords = {
  title: 'Plans',
  lead: 'Start free. Larger plans are there when you need more.',
  choosing:
    'Choosing a plan takes you to registration, then to checkout. Nothing is charged before you confirm there.',
  intervals: { label: 'Billing period', month: 'Monthly', year: 'Yearly' },
  currencies: 'Currency',
  freeMonths: { one: '{months} month free', other: '{months} months free' },
  save: 'save {percent}',
  freeMonthsUpTo: { one: 'up to {months} month free', other: 'up to {months} months free' },
  saveUpTo: 'save up to {percent}',
  recommended: 'Our suggestion',
  free: 'Free',
  freeNote: 'No card, no end date',
  per: { month: 'a month', year: 'a year', lifetime: 'once' },
  billed: { month: 'For one month', year: '{sum} for one year', lifetime: 'Paid once, for good' },
  only: { month: 'For one month, not sold by the year', year: '{sum} for one year, not sold by the month' },
  or: { year: 'or {sum} for one year', lifetime: 'or {sum} once, for good' },
  choose: 'Choose {plan}',
  chooseFree: 'Start free',
  tax: 'Prices exclude tax.',
  asOf: 'Prices as of {time}. The price list is out of reach right now; the page keeps trying.',
  away: 'The price list is out of reach right now. The page keeps trying.',
  awayWithoutScript: 'The price list needs JavaScript at the moment. Turn it on and reload the page.',
  retry: 'Try now',
  none: 'No plan is on sale at the moment.',
  loading: 'Plans are loading',
  changed: '{plan} is now {price}.',
  compare: {
    title: 'Compare plans',
    lead: 'The same quotas you will see in your account, plan by plan.',
    feature: 'Feature',
    included: 'included',
    notIncluded: 'not included',
    unlimited: 'unlimited',
  },
  periods: { daily: '{count} a\u00a0day', monthly: '{count} a\u00a0month', never: '{count} in\u00a0total' },
  credits: {
    month: { one: '{count} credit a\u00a0month', other: '{count} credits a\u00a0month' },
    year: { one: '{count} credit a\u00a0year', other: '{count} credits a\u00a0year' },
  },
  beyond: {
    one: 'beyond that {credits} credit for each {per}',
    other: 'beyond that {credits} credits for each {per}',
  },
  features: {
    articles_per_day: {
      count: { one: '{count} article', other: '{count} articles' },
      unlimited: 'Unlimited articles',
      note: 'Written from a brief, up to 3,000 words each',
    },
    publish_per_day: {
      count: { one: '{count} publication', other: '{count} publications' },
      unlimited: 'Unlimited publishing',
      note: 'Sent to a connected site or channel',
    },
    keyword_distillation: {
      count: { one: '{count} keyword', other: '{count} keywords' },
      unlimited: 'Unlimited keywords',
      note: 'Search terms condensed into the few worth writing about',
    },
    llm_tokens: {
      count: { one: '{count} token', other: '{count} tokens' },
      unlimited: 'Unlimited tokens',
      note: 'What the language models read and write',
    },
    priority_support: {
      count: { other: '{count}' },
      unlimited: 'Priority support',
      note: 'An answer within four working hours',
    },
  },
  unknownFeature: '{name}: {count}',
};
