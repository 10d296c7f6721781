import type { Page } from 'playwright-core';
import { views, type Facts, type Who } from '../harness/views.ts';

export const locales = ['en', 'zh-CN'] as const;
export const themes = ['light', 'dark'] as const;
export const widths = [1440, 768, 390] as const;

export type Locale = (typeof locales)[number];
export type Theme = (typeof themes)[number];

/** What there is a picture of, in every language, theme and width. */
export interface Scene {
  name: string;
  who: Who;
  path: (facts: Facts, locale: Locale) => string;
  /** What is done before the picture is taken. */
  act?: (page: Page) => Promise<void>;
}

/** Every view, the landing page, and what only appears once somebody did something. */
export const scenes: readonly Scene[] = [
  { name: 'landing', who: 'nobody', path: (_facts, locale) => `/${locale}/` },
  { name: 'landing-yearly', who: 'nobody', path: (_facts, locale) => `/${locale}/`, act: payYearly },
  ...views,
  { name: 'sign-in-refused', who: 'nobody', path: () => '/app/sign-in', act: sendNothing },
  { name: 'register-refused', who: 'nobody', path: () => '/app/register', act: sendNothing },
  { name: 'not-found', who: 'user', path: () => '/app/nothing-here' },
  {
    name: 'admin-plan-publish',
    who: 'admin',
    path: ({ planId }) => `/app/admin/plans/${planId}`,
    act: lowerQuota,
  },
  {
    name: 'admin-order-refund',
    who: 'admin',
    path: ({ orderId }) => `/app/admin/orders/${orderId}`,
    act: previewRefund,
  },
  { name: 'admin-health-looked', who: 'admin', path: () => '/app/admin/health', act: lookAtAll },
];

async function payYearly(page: Page): Promise<void> {
  await page.locator('label', { has: page.locator('input[value="year"]') }).click();
}

async function sendNothing(page: Page): Promise<void> {
  await page.locator('main button[type="submit"]').click();
  await page.getByRole('alert').first().waitFor();
}

/** As far as the list of what publishing will do; nothing is published. On phones that list opens by a button. */
async function lowerQuota(page: Page): Promise<void> {
  const drawer = page.getByRole('dialog');
  await drawer
    .getByLabel(/: how many$|：数量$/)
    .first()
    .fill('3');
  const opener = drawer.getByRole('button', { name: /^(What will happen|将会发生什么)/ });
  if (await opener.isVisible()) await opener.click();
}

/** As far as what a refund of all that is left would do; nothing goes back. */
async function previewRefund(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^(Refund|退款)$/ }).click();
  await page
    .getByRole('dialog')
    .getByText(/^(Goes back to the buyer|退给买家)$/)
    .waitFor();
}

/** All accounts, until the answer is there. */
async function lookAtAll(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^(Run now|立即检查)$/ }).click();
  await page.locator('[data-status="sound"]').waitFor();
}
