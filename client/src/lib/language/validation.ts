import type { TFunction } from 'i18next';
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;
export type ValidationText = TFunction<'validation'>;

/**
 * What is wrong with each field, by path (`prices.0.amountMinor`), in words that say how to mend it; empty if nothing.
 */
export function fieldErrors(schema: z.ZodType, value: unknown, t: ValidationText): Map<string, string> {
  // Without the input a value of the wrong type could not be told from a missing one.
  const parsed = schema.safeParse(value, { reportInput: true });
  const errors = new Map<string, string>();
  for (const issue of parsed.error?.issues ?? []) {
    const path = issue.path.join('.');
    if (!errors.has(path)) errors.set(path, textOf(issue, t));
  }
  return errors;
}

function textOf(issue: Issue, t: ValidationText): string {
  if (issue.path.at(-1) === 'amountMinor' && issue.input !== undefined) return t('amount');
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined || issue.input === null) return t('required');
      return issue.expected === 'int' || issue.expected === 'number' ? t('integer') : t('other');
    case 'too_small':
      return tooSmall(issue, t);
    case 'too_big':
      return tooBig(issue, t);
    case 'invalid_format':
      if (issue.format === 'email') return t('email');
      if (issue.format === 'datetime') return t('dateTime');
      return issue.message.includes('lower-case') ? t('code') : t('other');
    default:
      if (issue.message.startsWith('Give credits')) return t('nothingGiven');
      if (issue.message.startsWith('Say what is counted')) return t('required');
      return issue.message.includes('time zone') ? t('timeZone') : t('other');
  }
}

function tooSmall(issue: z.core.$ZodIssueTooSmall, t: ValidationText): string {
  const count = Number(issue.minimum);
  if (issue.origin === 'string') return count === 1 ? t('required') : t('tooShort', { count });
  return issue.origin === 'array' ? t('tooFew', { count }) : t('tooSmall', { count });
}

function tooBig(issue: z.core.$ZodIssueTooBig, t: ValidationText): string {
  const count = Number(issue.maximum);
  if (issue.origin === 'string') return t('tooLong', { count });
  return issue.origin === 'array' ? t('tooMany', { count }) : t('tooBig', { count });
}
