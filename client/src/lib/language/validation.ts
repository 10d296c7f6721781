import { fieldCodeOf, fieldCodes } from '@meterstone/server/field-codes';
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
      return textOfCode(fieldCodeOf(issue), t) ?? t('other');
  }
}

/**
 * What the server has against a field, in the reader's language: by the code; without one, which no form is known to
 * meet, in the server's own English or not at all.
 */
export function refusalText(
  { code, message }: { code?: string | undefined; message: string },
  { t, language }: { t: ValidationText; language: string },
): string {
  return textOfCode(code, t) ?? (language === 'en' ? message : t('other'));
}

/** The same for all fields that were refused, by their paths. */
export function refusalTexts(
  fields: readonly { path: string; code?: string | undefined; message: string }[],
  reader: { t: ValidationText; language: string },
): Map<string, string> {
  return new Map(fields.map((field) => [field.path, refusalText(field, reader)]));
}

function textOfCode(code: string | undefined, t: ValidationText): string | undefined {
  const known = fieldCodes.find((one) => one === code);
  return known && t(`codes.${known}`);
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
