/** Who uses the demo, and how much: shares of time and amounts, not records. */

/** How a feature is used on an ordinary working day, at the end of the story. */
export interface Habit {
  featureCode: string;
  /** Records a day. */
  uses: number;
  /** Amount a day, over all records. */
  perDay: number;
  /** What the present period shows as used: exact, whatever the day. */
  now: number;
}

/** A time with one plan, from a number of days ago until the next chapter or now. */
export interface Chapter {
  planCode: string;
  daysAgo: number;
  habits: readonly Habit[];
}

export interface Story {
  timeZone: string;
  /** When work is done. */
  hours: 'office' | 'evening' | 'around_the_clock';
  /** Of a working day's use, on Saturdays and Sundays. */
  weekendShare: number;
  chapters: readonly Chapter[];
}

export interface Person extends Story {
  email: string;
  name: string;
  /** Null: not chosen, so that whoever looks in reads the language of their browser. */
  locale: 'en' | 'zh-CN' | null;
  role: 'user' | 'admin';
}

export interface Company extends Story {
  externalId: string;
  name: string;
  email: string;
}

type Row = readonly [uses: number, perDay: number, now: number];

function habits(articles: Row, publications: Row, keywords: Row, tokens: Row): Habit[] {
  const rows = {
    articles_per_day: articles,
    publish_per_day: publications,
    keyword_distillation: keywords,
    llm_tokens: tokens,
  };
  return Object.entries(rows).map(([featureCode, [uses, perDay, now]]) => ({
    featureCode,
    uses,
    perDay,
    now,
  }));
}

/** Runs the demo service: signs the catalog's changes. */
export const admin = {
  email: 'olivia@example.com',
  name: 'Olivia Park',
  locale: null,
  role: 'admin',
  timeZone: 'America/Los_Angeles',
  hours: 'office',
  weekendShare: 0.1,
  chapters: [
    {
      planCode: 'team',
      daysAgo: 51,
      habits: habits([5, 110, 120], [3, 48, 64], [1, 90, 2_150], [5, 480_000, 11_240_000]),
    },
  ],
} as const satisfies Person;

export const people: readonly Person[] = [
  {
    email: 'ada@example.com',
    name: '林爱达',
    locale: null,
    role: 'user',
    timeZone: 'Asia/Shanghai',
    hours: 'office',
    weekendShare: 0.35,
    chapters: [
      {
        planCode: 'pro',
        daysAgo: 47,
        habits: habits([11, 61, 82], [6, 22, 18], [2, 28, 610], [10, 92_000, 1_934_500]),
      },
    ],
  },
  {
    email: 'grace@example.com',
    name: 'Grace Miller',
    locale: null,
    role: 'user',
    timeZone: 'America/New_York',
    hours: 'office',
    weekendShare: 0.2,
    chapters: [
      {
        planCode: 'team',
        daysAgo: 52,
        habits: habits([14, 236, 205], [8, 88, 131], [3, 210, 3_640], [13, 1_750_000, 43_610_000]),
      },
    ],
  },
  {
    email: 'linus@example.com',
    name: 'Linus Berg',
    locale: null,
    role: 'user',
    timeZone: 'Europe/Berlin',
    hours: 'evening',
    weekendShare: 1.1,
    chapters: [
      {
        planCode: 'free',
        daysAgo: 44,
        habits: habits([2, 2.6, 5], [1, 1, 2], [1, 1.3, 48], [3, 2_700, 78_400]),
      },
    ],
  },
  {
    email: 'mei@example.com',
    name: '陈梅',
    locale: 'zh-CN',
    role: 'user',
    timeZone: 'Asia/Shanghai',
    hours: 'evening',
    weekendShare: 0.8,
    chapters: [
      { planCode: 'free', daysAgo: 45, habits: habits([2, 3.2, 0], [1, 1.4, 0], [1, 1.2, 0], [3, 2_300, 0]) },
      {
        planCode: 'pro',
        daysAgo: 19,
        habits: habits([8, 38, 37], [5, 19, 26], [1, 17, 290], [8, 76_000, 1_127_300]),
      },
    ],
  },
];

/** Customers of a host application, which meters them through the API. */
export const companies: readonly Company[] = [
  {
    externalId: 'acme',
    name: 'Acme Publishing',
    email: 'ops@acme.example',
    timeZone: 'Europe/London',
    hours: 'around_the_clock',
    weekendShare: 0.6,
    chapters: [
      {
        planCode: 'enterprise',
        daysAgo: 58,
        habits: habits([20, 1_860, 1_412], [12, 795, 618], [3, 1_400, 33_870], [20, 9_200_000, 231_480_000]),
      },
    ],
  },
  {
    externalId: 'globex',
    name: 'Globex Media',
    email: 'it@globex.example',
    timeZone: 'America/Chicago',
    hours: 'office',
    weekendShare: 0.15,
    chapters: [
      {
        planCode: 'team',
        daysAgo: 49,
        habits: habits([12, 285, 318], [7, 96, 112], [2, 240, 4_480], [10, 940_000, 17_900_000]),
      },
    ],
  },
  {
    externalId: 'sunrise',
    name: '晨曦传媒 Sunrise Media',
    email: 'tech@sunrise.example',
    timeZone: 'Asia/Shanghai',
    hours: 'office',
    weekendShare: 0.4,
    chapters: [
      {
        planCode: 'pro',
        daysAgo: 43,
        habits: habits([10, 79, 97], [5, 31, 29], [2, 26, 405], [9, 108_000, 1_560_200]),
      },
    ],
  },
];
