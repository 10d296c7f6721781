import type { HistoryEntry } from '@meterstone/server/contract/catalog';
import type { TFunction } from 'i18next';
import { stressed } from '../../../ui/texts/sentence.tsx';
import {
  countText,
  creditsText,
  grantText,
  intervalText,
  percentText,
  priceText,
  typedQuotaText,
  resetText,
  salesText,
  textLabel,
  type Words,
} from '../changes/change-words.ts';
import { readChanges, type PlanChange } from '../changes/read-changes.ts';

/** What a sentence of the history needs besides the entry. */
export interface HistoryWords extends Words {
  history: TFunction<'history'>;
  /** The reader's. */
  language: string;
  /** The name of the plan that the entry is about, in the reader's language. */
  plan: string;
  /** The name that a plan has now, or its code. */
  planName: (code: string) => string;
}

type Entry = Pick<HistoryEntry, 'action' | 'actor' | 'version' | 'changes' | 'rollout'>;

/**
 * Who did what, as a sentence without its end: `Ada raised Articles of Pro from 100 to 120`. Names in it are
 * `stressed`. What changed more than one thing is told as a whole; the lines of the changes belong below it.
 */
export function sentenceOf(entry: Entry, words: HistoryWords): string {
  const sentence = deedOf(entry, words);
  return entry.rollout ? words.history(`reach.${entry.rollout}`, { sentence }) : sentence;
}

function deedOf(entry: Entry, words: HistoryWords): string {
  const { history } = words;
  const who = { actor: entry.actor.name, plan: stressed(words.plan) };
  switch (entry.action) {
    case 'created':
      return createdSentence(entry, who, words);
    case 'deleted':
      return history('sentence.deleted', who);
    case 'reordered':
      return moveSentence(entry, who, words);
    default: {
      const changes = readChanges(entry.changes);
      const [only] = changes;
      if (!only) return history('sentence.publishedSame', { ...who, version: entry.version });
      if (changes.length === 1) return changeSentence(only, who, words);
      return history('sentence.publishedMany', { ...who, version: entry.version, count: changes.length });
    }
  }
}

/** Who created the plan, by the name that it has now; and the name that it had then, where that was another. */
function createdSentence({ changes }: Entry, who: Who, { history, language, plan }: HistoryWords): string {
  const then = changes.find(({ path }) => path === `name.${language}`)?.after;
  if (typeof then !== 'string' || then === plan) return history('sentence.created', who);
  return history('sentence.createdAs', { ...who, then });
}

/** Who moved a plan, and between which others it stands now; entries of earlier releases don't say that. */
function moveSentence({ changes }: Entry, who: Who, { history, planName }: HistoryWords): string {
  const codeAt = (path: string) => {
    const code = changes.find((change) => change.path === path)?.after;
    return typeof code === 'string' ? code : undefined;
  };
  const [after, before] = [codeAt('place.after'), codeAt('place.before')];
  const name = (code: string) => stressed(planName(code));
  if (after !== undefined && before !== undefined) {
    return history('sentence.movedBetween', { ...who, after: name(after), before: name(before) });
  }
  if (before !== undefined) return history('sentence.movedFirst', { ...who, before: name(before) });
  if (after !== undefined) return history('sentence.movedLast', { ...who, after: name(after) });
  return history('sentence.moved', who);
}

/** Who moved several plans in one act. */
export function movesSentence(actor: string, plans: readonly string[], words: HistoryWords): string {
  return words.history('sentence.movedMany', {
    actor,
    count: plans.length,
    plans: plans.map(stressed).join(words.t('listSeparator')),
  });
}

/** Whether the sentence of the entry says all of it; else its changes are to be listed. */
export function saysAll(entry: Entry): boolean {
  const isOfWholePlan = ['created', 'deleted', 'reordered'].includes(entry.action);
  return isOfWholePlan || readChanges(entry.changes).length <= 1;
}

type Who = Record<'actor' | 'plan', string>;

function changeSentence(change: PlanChange, who: Who, words: HistoryWords): string {
  const { history, featureName, t } = words;
  switch (change.kind) {
    case 'quota':
      return quotaSentence(change, who, words);
    case 'price':
      return priceSentence(change, who, words);
    case 'featureAdded':
      return history('sentence.featureAdded', {
        ...who,
        feature: stressed(featureName(change.code)),
        after: grantText(change.grant, words),
      });
    case 'featureRemoved':
      return history('sentence.featureRemoved', { ...who, feature: stressed(featureName(change.code)) });
    case 'enabled': {
      const values = { ...who, feature: stressed(featureName(change.code)) };
      return change.after ? history('sentence.featureOn', values) : history('sentence.featureOff', values);
    }
    case 'resetPeriod':
      return history('sentence.resetPeriod', {
        ...who,
        feature: stressed(featureName(change.code)),
        after: resetText(change.after, t),
      });
    case 'thresholds':
      return history('sentence.thresholds', {
        ...who,
        feature: stressed(featureName(change.code)),
        before: percentText(change.before),
        after: percentText(change.after),
      });
    case 'overage':
      return history('sentence.overage', { ...who, feature: stressed(featureName(change.code)) });
    case 'overageRate':
      return history('sentence.overageRate', { ...who, feature: stressed(featureName(change.code)) });
    case 'creditsAdded':
      return history('sentence.creditsAdded', {
        ...who,
        after: creditsText(change.amount, change.interval, t),
      });
    case 'creditsRemoved':
      return history('sentence.creditsRemoved', who);
    case 'credits':
      return history('sentence.credits', {
        ...who,
        before: countText(change.before),
        after: countText(change.after),
      });
    case 'creditsInterval':
      return history('sentence.creditsInterval', { ...who, after: intervalText(change.after, t) });
    case 'creditsRollover':
      return history('sentence.creditsRollover', { ...who, after: countText(change.after) });
    case 'featureOrder':
      return history('sentence.featureOrder', who);
    case 'priceOrder':
      return history('sentence.priceOrder', who);
    case 'sortOrder':
      return history('sentence.moved', who);
    case 'other':
      return history('sentence.other', { ...who, path: change.path });
    default:
      return planSentence(change, who, words);
  }
}

type OfPlan = Extract<
  PlanChange,
  { kind: 'text' | 'sales' | 'contactUrl' | 'status' | 'highlighted' | 'isDefault' }
>;

function planSentence(change: OfPlan, who: Who, { history, t }: HistoryWords): string {
  switch (change.kind) {
    case 'text': {
      const { field, language, before, after } = change;
      const values = { ...who, field: textLabel(field, language, t), before, after };
      return field === 'name' ? history('sentence.renamed', values) : history('sentence.described', values);
    }
    case 'sales':
      return history('sentence.sales', { ...who, after: salesText(change.after, t) });
    case 'contactUrl':
      return history('sentence.contact', { ...who, after: change.after ?? '–' });
    case 'highlighted':
      return change.after ? history('sentence.highlighted', who) : history('sentence.unhighlighted', who);
    case 'isDefault':
      return change.after ? history('sentence.madeDefault', who) : history('sentence.notDefault', who);
    case 'status':
      if (change.after === 'active') return history('sentence.activated', who);
      return change.after === 'archived'
        ? history('sentence.archived', who)
        : history('sentence.drafted', who);
  }
}

function quotaSentence(
  { code, before, after }: Extract<PlanChange, { kind: 'quota' }>,
  who: Who,
  words: HistoryWords,
): string {
  const { history } = words;
  const values = {
    ...who,
    feature: stressed(words.featureName(code)),
    before: typedQuotaText(before, words),
    after: typedQuotaText(after, words),
  };
  if (after === -1) return history('sentence.quotaUnlimited', values);
  if (after === 0) return history('sentence.featureOff', values);
  if (before === -1) return history('sentence.quotaLimited', values);
  if (before === 0) return history('sentence.quotaGiven', values);
  return (after ?? 0) > (before ?? 0)
    ? history('sentence.quotaRaised', values)
    : history('sentence.quotaLowered', values);
}

function priceSentence(
  { interval, currency, before, after }: Extract<PlanChange, { kind: 'price' }>,
  who: Who,
  { history, t }: HistoryWords,
): string {
  const values = {
    ...who,
    interval: intervalText(interval, t),
    currency,
    before: priceText(before, currency, t),
    after: priceText(after, currency, t),
  };
  if (before === null) return history('sentence.priceAdded', values);
  if (after === null) return history('sentence.priceRemoved', values);
  return Number(after) > Number(before)
    ? history('sentence.priceRaised', values)
    : history('sentence.priceLowered', values);
}
