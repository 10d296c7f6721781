import type { Page } from '../define-page.ts';
import { alertsPage } from './alerts/page.ts';
import { checkoutPage, checkoutResultPage } from './checkout/page.ts';
import { creditsPage } from './credits/page.ts';
import { orderPage, ordersPage, receiptPage } from './orders/page.ts';
import { overviewPage } from './overview/page.ts';
import { packagesPage } from './packages/page.ts';
import { plansPage } from './plans/page.ts';
import { profilePage } from './profile/page.ts';
import { recordsPage } from './records/page.ts';
import { trendsPage } from './trends/page.ts';

/** The user center's, in the order of its navigation. */
export const userPages: readonly Page[] = [
  overviewPage,
  recordsPage,
  trendsPage,
  alertsPage,
  creditsPage,
  plansPage,
  packagesPage,
  checkoutPage,
  checkoutResultPage,
  ordersPage,
  orderPage,
  receiptPage,
  profilePage,
];
