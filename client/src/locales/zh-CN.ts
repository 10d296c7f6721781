import accounts from './zh-CN/accounts.json';
import alerts from './zh-CN/alerts.json';
import apiKeys from './zh-CN/apiKeys.json';
import common from './zh-CN/common.json';
import errors from './zh-CN/errors.json';
import features from './zh-CN/features.json';
import history from './zh-CN/history.json';
import insights from './zh-CN/insights.json';
import plans from './zh-CN/plans.json';
import profile from './zh-CN/profile.json';
import records from './zh-CN/records.json';
import session from './zh-CN/session.json';
import trends from './zh-CN/trends.json';
import usage from './zh-CN/usage.json';
import validation from './zh-CN/validation.json';

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
