import type { Content } from './content.ts';
import { offer } from './offer/en.ts';

/** The page in English, for the demo product: an AI writing service. */
export const content: Content = {
  meta: {
    title: 'Inkstone: from a brief to a finished article',
    description:
      'Inkstone is an AI writing service: it finds the keywords worth writing about, writes the article from your brief and publishes it. You always see how much of your plan is used and what is left.',
    imageAlt: 'Inkstone: from a brief to a finished article',
  },
  header: {
    skip: 'Skip to content',
    sections: 'Sections',
    steps: 'How it works',
    plans: 'Plans',
    questions: 'Questions',
    otherLanguage: '中文',
    theme: { label: 'Theme', system: 'Same as system', light: 'Light', dark: 'Dark' },
    signIn: 'Sign in',
    open: 'Open the app',
  },
  hero: {
    what: 'From a brief to a finished article.',
    forWhom:
      'Inkstone is the AI writing service for people who publish every day. At any minute you know what is used, what is left and what it costs.',
    choose: 'Choose a plan',
    steps: 'How it works',
    note: 'The free plan needs no card and has no end date.',
  },
  example: {
    title: 'Example account',
    plan: 'Pro',
    pause: 'Pause the example',
    play: 'Play the example',
    summary:
      'An example of the quota view. Articles: used, in use and left of {articles} today; publishing: of {publications} today; LLM tokens: of {tokens} this month. The bars move as articles are written.',
    features: { articles: 'Articles', publications: 'Publishing', tokens: 'LLM tokens' },
    resets: {
      midnight: 'resets at 00:00',
      inDays: { one: 'resets in {days} day', other: 'resets in {days} days' },
    },
    count: '{used} used · {left} left of {quota}',
    countWithReserved: '{used} used · {reserved} in use · {left} left of {quota}',
    levels: { normal: '', warning: 'warning', critical: 'critical', exhausted: 'exhausted' },
  },
  steps: {
    title: 'How it works',
    lead: 'Three steps, each counted in the open.',
    items: [
      {
        title: 'Find what to write about',
        text: 'Paste a list of search terms. Keyword distillation condenses them into the few that deserve an article.',
        detail: 'Counts towards your keywords',
      },
      {
        title: 'Hand over a brief',
        text: 'A headline, an angle, some facts. Inkstone writes the article, up to 3,000 words, and you edit it like any other draft.',
        detail: 'Counts towards your articles and tokens',
      },
      {
        title: 'Publish',
        text: 'Send it to a connected site or channel when it is ready. Drafts that stay drafts use up no publication.',
        detail: 'Counts towards your publications',
      },
    ],
  },
  offer,
  questions: {
    title: 'Questions',
    lead: 'What people ask before they pay.',
    contact: 'Something else? Write to {way}.',
    contactPage: 'Something else? {way}',
    page: 'Contact us',
    email: 'hello@inkstone.example',
    items: [
      {
        question: 'What happens when I reach a limit?',
        answer: [
          'That feature pauses until its quota resets. Where your plan says “beyond that 1 credit for each …”, you can let credits that you have pay for more: you switch that on yourself, up to a limit of your own. No money is ever charged on top.',
          'You are told at 80% and at 95%, so it rarely comes as a surprise.',
          'Daily quotas reset at midnight in the time zone of your account, monthly ones at the start of your period. An article that has begun keeps its place in the quota; if writing it fails, the place is given back.',
        ],
      },
      {
        question: 'What are credits?',
        answer: [
          'They pay for work beyond a quota, at the rate that stands beside it in the plan. Some plans bring some each period, and there are packages of them to buy, paid once; nothing is charged when they are gone.',
        ],
      },
      {
        question: 'Can I change plans?',
        answer: [
          'Yes. A plan runs for the time you have paid for and never renews by itself; then you choose again, a larger one, a smaller one or none. If you need another plan before that, tell us and we move your account.',
          'What you have already used today stays counted; it is never counted twice.',
        ],
      },
      {
        question: 'Can I get a refund?',
        answer: [
          'Yes. Write to us within 14 days of a payment and we return the whole amount to the card or wallet it came from, without asking for a reason. A payment that comes twice goes back by itself. One that comes after its order has ended still buys what was ordered; where that is no longer on sale, it goes back, too.',
        ],
      },
      {
        question: 'Do I get invoices?',
        answer: [
          'Every payment is an order with a receipt to print, which stays in your account after you have left a paid plan. For an invoice that names your company, address and tax number, write to us with the number of the order.',
        ],
      },
      {
        question: 'What happens to my data?',
        answer: [
          'Your articles, briefs and keywords belong to you. Usage records say that an article was written and when, not what is in it, and you can download them as a CSV file at any time.',
          'If you leave, the free plan keeps your account open; if you ask us to delete it, it is deleted.',
        ],
      },
    ],
  },
  closing: {
    title: 'Write the first ones free.',
    text: 'See whether it writes the way you want before you pay for it.',
    choose: 'Choose a plan',
  },
  footer: {
    about: 'AI writing for people who publish every day.',
    meteredBy: 'Metered by Meterstone',
    api: 'API',
    signIn: 'Sign in',
    top: 'Back to top',
    rights: '© 2026 Inkstone',
  },
};
