import type { Plan } from '@meterstone/server/contract/catalog';

/**
 * Plans out of JSON that came from the API, the page or this browser's storage; undefined where it is not that.
 * By hand, since zod weighs more than the page.
 */
export function parsePlans(value: unknown): Plan[] | undefined {
  return Array.isArray(value) && value.every(isPlan) ? value : undefined;
}

/** The same out of a text; undefined where it is not JSON. */
export function parsePlansText(text: string): Plan[] | undefined {
  try {
    return parsePlans(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** A value whose fields may be looked at. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isPlan(value: unknown): value is Plan {
  return (
    isRecord(value) &&
    typeof value['code'] === 'string' &&
    isTranslated(value['name']) &&
    isTranslated(value['description']) &&
    isSold(value['sales'], value['contactUrl']) &&
    isListOf(value['prices'], isPrice) &&
    isListOf(value['features'], isFeature) &&
    isCredits(value['credits'])
  );
}

/** Plans that were stored before they said how they are sold name neither. The page links to the contact as it is. */
function isSold(sales: unknown, contact: unknown): boolean {
  return sales !== 'on_request' || (typeof contact === 'string' && /^(https:|mailto:)/i.test(contact));
}

/** Plans that were stored before they could include credits name none. */
function isCredits(value: unknown): boolean {
  return (
    value === null ||
    value === undefined ||
    (isRecord(value) &&
      Number.isSafeInteger(value['amount']) &&
      (value['interval'] === 'month' || value['interval'] === 'year'))
  );
}

function isPrice(value: unknown): boolean {
  return (
    isRecord(value) &&
    (value['interval'] === 'month' || value['interval'] === 'year' || value['interval'] === 'lifetime') &&
    Number.isSafeInteger(value['amountMinor']) &&
    typeof value['currency'] === 'string' &&
    /^[A-Z]{3}$/.test(value['currency'])
  );
}

function isFeature(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value['code'] === 'string' &&
    isTranslated(value['name']) &&
    // Not so in copies that were stored before units had languages.
    isTranslated(value['unit']) &&
    typeof value['enabled'] === 'boolean' &&
    (value['quota'] === null || typeof value['quota'] === 'number')
  );
}

function isTranslated(value: unknown): boolean {
  return isRecord(value) && typeof value['en'] === 'string' && typeof value['zh-CN'] === 'string';
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}
