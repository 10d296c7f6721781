import type { Page } from '../define-page.ts';
import { accountPage, accountsPage } from './accounts/page.ts';
import { apiKeysPage } from './api-keys/page.ts';
import { creditAccountsPage, creditGrantsPage, creditPricesPage } from './credits/page.ts';
import { featuresPage } from './features/page.ts';
import { healthPage } from './health/page.ts';
import { apiKeyHistoryPage, featureHistoryPage, historyPage, packageHistoryPage } from './history/page.ts';
import { jobsPage } from './jobs/page.ts';
import { orderPage, ordersPage } from './orders/page.ts';
import { adminOverviewPage } from './overview/page.ts';
import { adminPackagesPage } from './packages/page.ts';
import { paymentsPage } from './payments/page.ts';
import { adminPlansPage } from './plans/page.ts';

/** The admin's, in the order of its navigation. */
export const adminPages: readonly Page[] = [
  adminOverviewPage,
  adminPlansPage,
  adminPackagesPage,
  featuresPage,
  accountsPage,
  accountPage,
  ordersPage,
  orderPage,
  paymentsPage,
  creditAccountsPage,
  creditGrantsPage,
  creditPricesPage,
  apiKeysPage,
  historyPage,
  packageHistoryPage,
  featureHistoryPage,
  apiKeyHistoryPage,
  jobsPage,
  healthPage,
];
