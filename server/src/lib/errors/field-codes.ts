import type { z } from 'zod';

/**
 * Why a field is refused though it has the right shape: stable, so that a form can say it in its reader's language. The
 * pages have words for each (client/src/locales).
 */
export const fieldCodes = [
  'email_taken',
  'email_other',
  'code_taken',
  'code_fixed',
  'password_wrong',
  'password_common',
  'password_personal',
  'password_repeated',
  'password_in_a_row',
  'password_date',
  'password_weak',
  'time_zone_unknown',
  'plan_unknown',
  'feature_unknown',
  'feature_archived',
  'package_unknown',
  'not_metered',
  'not_boolean',
  'default_not_active',
  'listed_twice',
  'past',
  'balance_full',
  'unit_missing',
  'price_missing',
  'prices_unwanted',
  'contact_missing',
  'contact_unwanted',
  'contact_unreachable',
  'nothing_given',
  'not_ascending',
  'csv_header',
  'csv_unreadable',
  'csv_too_long',
] as const;
export type FieldCode = (typeof fieldCodes)[number];

/** Of an issue that a schema raised by `params: { code }`. */
export function fieldCodeOf(issue: z.core.$ZodIssue): FieldCode | undefined {
  return fieldCodes.find((code) => issue.code === 'custom' && code === issue.params?.['code']);
}
