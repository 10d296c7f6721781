/** What the sandbox's page says. */
export const texts = {
  en: {
    title: 'Sandbox payment',
    note: 'This is a test. No money moves.',
    over: 'The time to pay is over.',
    pay: 'Pay',
    fail: 'Fail',
    cancel: 'Cancel',
    later: 'Pay later',
    twice: 'Pay twice',
    interval: { month: 'one month', year: 'one year', lifetime: 'for good' },
  },
  'zh-CN': {
    title: '沙箱支付',
    note: '这是测试，不会产生任何费用。',
    over: '支付时间已过。',
    pay: '支付',
    fail: '支付失败',
    cancel: '取消',
    later: '稍后支付',
    twice: '支付两次',
    interval: { month: '一个月', year: '一年', lifetime: '永久' },
  },
} as const;

export type Language = keyof typeof texts;

/** What the buyer does at the page. */
export const acts = ['pay', 'fail', 'cancel', 'later', 'twice'] as const;
export type Act = (typeof acts)[number];
