import accounts from './en/accounts.json';
import alerts from './en/alerts.json';
import apiKeys from './en/apiKeys.json';
import common from './en/common.json';
import errors from './en/errors.json';
import features from './en/features.json';
import history from './en/history.json';
import insights from './en/insights.json';
import plans from './en/plans.json';
import profile from './en/profile.json';
import records from './en/records.json';
import session from './en/session.json';
import trends from './en/trends.json';
import usage from './en/usage.json';
import validation from './en/validation.json';

/** Every text of the app in this language, by namespace: one file each, one namespace per part of the app. */
export const texts = {
  common,
  session,
  errors,
  validation,
  usage,
  alerts,
  records,
  trends,
  profile,
  plans,
  history,
  features,
  accounts,
  apiKeys,
  insights,
};
