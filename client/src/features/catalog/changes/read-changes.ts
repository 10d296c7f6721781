import type { FieldChange } from '@meterstone/server/contract/catalog';

/** What a change of a plan means, apart from the words for it. */
export type PlanChange =
  | { kind: 'text'; field: 'name' | 'description'; language: string; before: string; after: string }
  | { kind: 'sales' | 'contactUrl'; before: string | null; after: string | null }
  | { kind: 'status'; before: string | null; after: string | null }
  | { kind: 'highlighted' | 'isDefault'; before: boolean; after: boolean }
  | { kind: 'sortOrder'; before: number | null; after: number | null }
  | { kind: 'price'; interval: string; currency: string; before: Amount; after: Amount }
  | { kind: 'featureAdded' | 'featureRemoved'; code: string; grant: Grant }
  | { kind: 'quota'; code: string; before: number | null; after: number | null }
  | { kind: 'enabled'; code: string; after: boolean }
  | { kind: 'resetPeriod'; code: string; before: string; after: string }
  | { kind: 'thresholds'; code: string; before: number[]; after: number[] }
  | { kind: 'overage'; code: string; before: string; after: string }
  | {
      kind: 'overageRate';
      code: string;
      part: 'credits' | 'per';
      before: number | null;
      after: number | null;
    }
  | { kind: 'creditsAdded' | 'creditsRemoved'; amount: Amount; interval: string }
  | { kind: 'credits'; before: Amount; after: Amount }
  | { kind: 'creditsInterval'; before: string; after: string }
  | { kind: 'creditsRollover'; before: Amount; after: Amount }
  | { kind: 'featureOrder' | 'priceOrder'; before: string[]; after: string[] }
  | { kind: 'other'; path: string; before: unknown; after: unknown };

/** In the smallest unit, or what was typed where that is no amount; null where there is no such price. */
type Amount = number | string | null;

/** What a plan gives of a feature: a quota in a period, or on and off. */
export interface Grant {
  quota: number | null;
  resetPeriod: string | null;
  enabled: boolean;
}

/** Reads changes of fields as what they mean: all fields of a new feature, or of new credits, are one addition. */
export function readChanges(changes: readonly FieldChange[]): PlanChange[] {
  const whole = new Map<string, FieldChange[]>();
  for (const change of changes) {
    const [root, code = ''] = change.path.split('.');
    if (root === 'features') whole.set(code, [...(whole.get(code) ?? []), change]);
  }
  const told = new Set<string>();
  return changes.flatMap((change) => {
    const [root, code = ''] = change.path.split('.');
    if (root === 'credits') return readCredits(change, changes);
    if (root !== 'features') return [readField(change)];
    const together = readWhole(code, whole.get(code) ?? []);
    if (!together) return [readFeature(change, code)];
    if (told.has(code)) return [];
    told.add(code);
    return [together];
  });
}

/** A feature came or went: what every feature has, a quota or a switch, was not there before or is not after. */
function readWhole(code: string, changes: readonly FieldChange[]): PlanChange | undefined {
  const grant = changes.find(({ path }) => /[.](?:quota|enabled|resetPeriod)$/.test(path));
  if (!grant || (grant.before !== null && grant.after !== null)) return undefined;
  const isAdded = grant.before === null;
  const valueOf = (name: string): unknown => {
    const change = changes.find(({ path }) => path === `features.${code}.${name}`);
    return isAdded ? change?.after : change?.before;
  };
  const quota = valueOf('quota');
  return {
    kind: isAdded ? 'featureAdded' : 'featureRemoved',
    code,
    grant: {
      quota: numberOf(quota),
      resetPeriod: textOrNull(valueOf('resetPeriod')),
      enabled: quota === undefined || quota === null ? valueOf('enabled') === true : quota !== 0,
    },
  };
}

function readFeature({ path, before, after }: FieldChange, code: string): PlanChange {
  switch (path.split('.')[2]) {
    case 'quota':
      return { kind: 'quota', code, before: numberOf(before), after: numberOf(after) };
    case 'enabled':
      return { kind: 'enabled', code, after: after === true };
    case 'resetPeriod':
      return { kind: 'resetPeriod', code, before: textOf(before), after: textOf(after) };
    case 'thresholds':
      return { kind: 'thresholds', code, before: numbersOf(before), after: numbersOf(after) };
    case 'overage':
      return { kind: 'overage', code, before: textOf(before), after: textOf(after) };
    case 'overageRate': {
      const part = path.split('.')[3] === 'per' ? 'per' : 'credits';
      return { kind: 'overageRate', code, part, before: numberOf(before), after: numberOf(after) };
    }
    default:
      return { kind: 'other', path, before, after };
  }
}

/** Where credits came or went, the amount tells it with the interval; that they live on stands apart. */
function readCredits({ path, before, after }: FieldChange, changes: readonly FieldChange[]): PlanChange[] {
  const fieldOf = (name: string) => changes.find((change) => change.path === `credits.${name}`);
  const amount = fieldOf('amount');
  const isWhole = amount !== undefined && (amount.before === null || amount.after === null);
  const isAdded = amount?.before === null;
  switch (path) {
    case 'credits.amount': {
      if (!isWhole) return [{ kind: 'credits', before: amountOf(before), after: amountOf(after) }];
      const interval = textOf(isAdded ? fieldOf('interval')?.after : fieldOf('interval')?.before);
      const kind = isAdded ? 'creditsAdded' : 'creditsRemoved';
      return [{ kind, amount: amountOf(isAdded ? after : before), interval }];
    }
    case 'credits.interval':
      return isWhole ? [] : [{ kind: 'creditsInterval', before: textOf(before), after: textOf(after) }];
    case 'credits.rolloverPeriods': {
      const isSilent = isWhole && (!isAdded || after === 0);
      const rollover = { before: amountOf(before) ?? 0, after: amountOf(after) };
      return isSilent ? [] : [{ kind: 'creditsRollover', ...rollover }];
    }
    default:
      return [{ kind: 'other', path, before, after }];
  }
}

function readField({ path, before, after }: FieldChange): PlanChange {
  const [root, second = '', third = ''] = path.split('.');
  switch (root) {
    case 'name':
    case 'description':
      return { kind: 'text', field: root, language: second, before: textOf(before), after: textOf(after) };
    case 'sales':
    case 'contactUrl':
      return { kind: root, before: textOrNull(before), after: textOrNull(after) };
    case 'status':
      return { kind: 'status', before: textOrNull(before), after: textOrNull(after) };
    case 'highlighted':
    case 'isDefault':
      return { kind: root, before: before === true, after: after === true };
    case 'sortOrder':
      return { kind: 'sortOrder', before: numberOf(before), after: numberOf(after) };
    case 'prices':
      return {
        kind: 'price',
        interval: second,
        currency: third,
        before: amountOf(before),
        after: amountOf(after),
      };
    case 'featureOrder':
    case 'priceOrder':
      return { kind: root, before: textsOf(before), after: textsOf(after) };
    default:
      return { kind: 'other', path, before, after };
  }
}

const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const textOf = (value: unknown): string => textOrNull(value) ?? '';
const amountOf = (value: unknown): Amount => numberOf(value) ?? textOrNull(value);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const numbersOf = (value: unknown): number[] => listOf(value).flatMap((item) => numberOf(item) ?? []);
const textsOf = (value: unknown): string[] => listOf(value).flatMap((item) => textOrNull(item) ?? []);
