import type common from './en/app/common.json';
import type errors from './en/app/errors.json';
import type validation from './en/app/validation.json';
import type features from './en/catalog/features.json';
import type history from './en/catalog/history.json';
import type plans from './en/catalog/plans.json';
import type credits from './en/credits/credits.json';
import type creditsAdmin from './en/credits/creditsAdmin.json';
import type packages from './en/credits/packages.json';
import type health from './en/health/health.json';
import type apiKeys from './en/identity/apiKeys.json';
import type profile from './en/identity/profile.json';
import type session from './en/identity/session.json';
import type insights from './en/insights/insights.json';
import type accounts from './en/metering/accounts.json';
import type alerts from './en/metering/alerts.json';
import type records from './en/metering/records.json';
import type trends from './en/metering/trends.json';
import type usage from './en/metering/usage.json';
import type jobs from './en/operations/jobs.json';

/** The English texts, to which the keys in the code are held: a line for each namespace. */
export interface Texts {
  accounts: typeof accounts;
  alerts: typeof alerts;
  apiKeys: typeof apiKeys;
  common: typeof common;
  credits: typeof credits;
  creditsAdmin: typeof creditsAdmin;
  errors: typeof errors;
  features: typeof features;
  health: typeof health;
  history: typeof history;
  insights: typeof insights;
  jobs: typeof jobs;
  packages: typeof packages;
  plans: typeof plans;
  profile: typeof profile;
  records: typeof records;
  session: typeof session;
  trends: typeof trends;
  usage: typeof usage;
  validation: typeof validation;
}
