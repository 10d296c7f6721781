import { currencyDigits } from '@meterstone/landing/numbers';
import { counterLimit } from '@meterstone/server/bounds';
import { PlanDraft, PlanUpdate } from '@meterstone/server/contract/catalog';
import type { TFunction } from 'i18next';
import type { z } from 'zod';
import { formatNumber } from '../../../lib/language/format.ts';
import { amountText, parseAmount } from '../../../lib/language/money.ts';
import { fieldErrors, type ValidationText } from '../../../lib/language/validation.ts';
import { parseWholeNumber } from '../../../lib/language/whole-number.ts';
import type { DecidedEdit, PlanEdit } from './plan-edit.ts';
import { contentOf, parseQuota, type FeatureFields } from './plan-fields.ts';

/** What is sent for a new plan, which comes last in the order. */
export function draftInput({ fields }: PlanEdit, sortOrder: number): unknown {
  return { code: fields.code.trim(), ...contentOf(fields), sortOrder };
}

/** What is sent for a new version. What belongs to the plan as a whole is sent only where it is to change. */
export function updateInput({ base, fields, rollout, reason }: DecidedEdit): unknown {
  const { status, isDefault, ...content } = contentOf(fields);
  return {
    ...content,
    ...(status !== base.status && { status }),
    ...(isDefault !== base.isDefault && { isDefault }),
    rollout,
    ...(reason.trim() !== '' && { reason }),
  };
}

interface Texts {
  t: TFunction<'plans'>;
  validation: ValidationText;
}

/** What is wrong with the fields of an edit, by path; empty if the service would find nothing either. */
export function editErrors(edit: PlanEdit, { t, validation }: Texts): Map<string, string> {
  const { fields, version } = edit;
  const schema: z.ZodType = version === null ? PlanDraft : PlanUpdate;
  // Whichever rollout it will be, there is nothing wrong about it.
  const input = version === null ? draftInput(edit, 0) : updateInput({ ...edit, rollout: 'now' });
  const errors = fieldErrors(schema, input, validation);
  const priced = fields.sales === 'priced' ? fields.prices : [];
  priced.forEach(({ amount, currency }, index) => {
    const digits = currencyDigits(currency);
    // The contract has nothing else to say about a price as a whole.
    if (errors.has(`prices.${index}`)) errors.set(`prices.${index}`, t('editor.duplicatePrice'));
    const path = `prices.${index}.amountMinor`;
    if (amount.trim() === '') errors.set(path, validation('required'));
    else if (parseAmount(amount, digits) === undefined) {
      errors.set(
        path,
        t('editor.amountError', { example: amountText(199_900 / 10 ** (2 - Math.min(2, digits)), digits) }),
      );
    }
  });
  fields.features.forEach((feature, index) => {
    const path = `features.${index}`;
    const quotaError = judgeQuota(feature, { t, validation });
    if (quotaError !== undefined) errors.set(`${path}.quota`, quotaError);
    for (const field of [`${path}.overageRate.credits`, `${path}.overageRate.per`]) {
      if (errors.has(field)) errors.set(field, t('editor.quotaError'));
    }
    // One of the thresholds has no place of its own to be told at.
    const ofThreshold = [...errors].find(([other]) => other.startsWith(`${path}.thresholds.`));
    if (ofThreshold) errors.set(`${path}.thresholds`, ofThreshold[1]).delete(ofThreshold[0]);
  });
  if (errors.has('credits.amount')) errors.set('credits.amount', judgeAmount(fields.credits.amount, t));
  if (errors.has('credits.rolloverPeriods')) errors.set('credits.rolloverPeriods', t('editor.rolloverError'));
  if (fields.isDefault && fields.status !== 'active') {
    errors.set('isDefault', t('editor.isDefaultNeedsActive'));
  }
  return errors;
}

function judgeQuota({ kind, mode, quota }: FeatureFields, { t, validation }: Texts): string | undefined {
  if (kind !== 'metered' || mode !== 'number' || parseQuota(quota) !== undefined) return undefined;
  if (quota.trim() === '') return validation('required');
  if (parseWholeNumber(quota) !== Infinity) return t('editor.quotaError');
  return t('editor.quotaTooLarge', { most: formatNumber(counterLimit) });
}

function judgeAmount(amount: string, t: Texts['t']): string {
  if (parseWholeNumber(amount) !== Infinity) return t('editor.quotaError');
  return t('editor.creditsTooLarge', { most: formatNumber(counterLimit) });
}
