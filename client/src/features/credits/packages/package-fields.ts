import { currencyDigits } from '@meterstone/landing/numbers';
import {
  PackageUpdate,
  type AdminPackage,
  type PackageStatus,
} from '@meterstone/server/contract/credits/packages';
import { amountText, parseAmount } from '../../../lib/language/money.ts';
import { typedWholeNumber } from '../../../lib/language/whole-number.ts';

interface Texts {
  en: string;
  'zh-CN': string;
}

/** What the editor's fields hold: numbers and amounts as typed, right or wrong. */
export interface PackageFields {
  code: string;
  name: Texts;
  description: Texts;
  credits: string;
  /** Empty where there is no allowance. */
  dailyCredits: string;
  validityDays: string;
  priority: string;
  status: PackageStatus;
  /** Amounts in whole units of the currency. */
  prices: { currency: string; amountMinor: string }[];
}

export const emptyFields: PackageFields = {
  code: '',
  name: { en: '', 'zh-CN': '' },
  description: { en: '', 'zh-CN': '' },
  credits: '',
  dailyCredits: '',
  validityDays: '30',
  priority: '50',
  status: 'draft',
  prices: [],
};

export function fieldsOf(item: AdminPackage): PackageFields {
  const { code, name, description, status, credits, dailyCredits, validityDays, priority, prices } = item;
  return {
    code,
    name,
    description,
    status,
    credits: String(credits),
    dailyCredits: String(dailyCredits ?? ''),
    validityDays: String(validityDays),
    priority: String(priority),
    prices: prices.map(({ currency, amountMinor }) => ({
      currency,
      amountMinor: amountText(amountMinor, currencyDigits(currency)),
    })),
  };
}

/** As the API takes it, except for numbers that are none: those stay what was typed, to be refused by the contract. */
export function contentOf({ code: _code, ...fields }: PackageFields) {
  return {
    ...fields,
    credits: typedWholeNumber(fields.credits),
    dailyCredits: typedWholeNumber(fields.dailyCredits) ?? null,
    validityDays: typedWholeNumber(fields.validityDays),
    priority: typedWholeNumber(fields.priority),
    prices: fields.prices.map(({ currency, amountMinor }) => ({
      currency,
      amountMinor: amountMinor.trim()
        ? (parseAmount(amountMinor, currencyDigits(currency)) ?? amountMinor)
        : undefined,
    })),
  };
}

/** What publishes a version's content again; the status only where the version after it came with another. */
export function contentAgain(before: AdminPackage, after: AdminPackage): PackageUpdate {
  const { status, ...content } = contentOf(fieldsOf(before));
  return PackageUpdate.parse(status === after.status ? content : { ...content, status });
}
