import { z } from 'zod';
import {
  AmountMinor,
  changesOf,
  Currency,
  Description,
  FieldChange,
  PlanCode,
  PlanStatus,
  PlanStatusUpdate,
  PlanVersion,
  Search,
  Translations,
} from '../../catalog/contract.ts';
import { AccountRef, Count, Id, Instant, OffsetQuery, Reason, refuseBackward } from '../../http/contract.ts';
import { Actor } from '../../identity/contract.ts';

/** Packages: credits at once, and an allowance for each day, for some days. */

export const PackageCode = PlanCode.meta({ description: 'Code of a package, such as `starter_100`' });
export const PackageStatus = PlanStatus;
export type PackageStatus = z.infer<typeof PackageStatus>;

const Credits = Count.meta({ description: 'What comes at once; 0 where there is only an allowance' });
const DailyCredits = z.int().min(1).meta({ description: 'What comes each day, and ends with it' });
const ValidityDays = z
  .int()
  .min(1)
  .max(3660)
  .meta({ description: 'How long credits and allowance last, in days of the account’s calendar' });
const Priority = z.int().min(0).max(100).meta({ description: 'Of what comes at once; lower burns first' });

const PriceDraft = z.strictObject({ amountMinor: AmountMinor.min(1), currency: Currency });

const content = {
  name: Translations,
  description: Description,
  credits: Credits,
  validityDays: ValidityDays,
  dailyCredits: DailyCredits.nullish(),
  priority: Priority.optional(),
  prices: z.array(PriceDraft).max(50),
  sortOrder: z.int().min(-1_000_000).max(1_000_000).optional(),
  status: PackageStatus.optional(),
};

interface Given {
  credits: number;
  dailyCredits?: number | null | undefined;
  prices: { currency: string }[];
}

function requireSense({ credits, dailyCredits, prices }: Given, issues: z.RefinementCtx): void {
  if (credits === 0 && (dailyCredits ?? null) === null) {
    issues.addIssue({
      code: 'custom',
      path: ['credits'],
      message: 'Give credits, a daily allowance, or both',
      params: { code: 'nothing_given' },
    });
  }
  prices.forEach(({ currency }, index) => {
    if (prices.findIndex((price) => price.currency === currency) < index) {
      issues.addIssue({
        code: 'custom',
        path: ['prices', index],
        message: `There is another price for ${currency}`,
        params: { code: 'listed_twice' },
      });
    }
  });
}

export const PackageDraft = z.strictObject({ code: PackageCode, ...content }).superRefine(requireSense);
export type PackageDraft = z.infer<typeof PackageDraft>;
/** The whole content of a package. Optional fields that are left out keep their value, but for the allowance. */
export const PackageUpdate = z
  .strictObject({ code: PackageCode.optional(), ...content, reason: Reason.optional() })
  .superRefine(requireSense);
export type PackageUpdate = z.infer<typeof PackageUpdate>;
export const PackageStatusUpdate = PlanStatusUpdate;

const PackagePrice = z.object({ id: Id, amountMinor: AmountMinor, currency: z.string() });

/** A package as everybody sees it. */
export const Package = z
  .object({
    id: Id,
    code: z.string(),
    name: Translations,
    description: Description,
    version: z.int().min(1),
    credits: Credits,
    validityDays: ValidityDays,
    dailyCredits: DailyCredits.nullable(),
    prices: z.array(PackagePrice),
  })
  .meta({ id: 'Package' });
export type Package = z.infer<typeof Package>;

export const AdminPackage = Package.extend({
  priority: Priority,
  status: PackageStatus,
  sortOrder: z.int(),
  holders: Count.meta({ description: 'Accounts for which it runs' }),
  createdAt: Instant,
  updatedAt: Instant,
}).meta({ id: 'AdminPackage' });
export type AdminPackage = z.infer<typeof AdminPackage>;

export const AdminPackageDetail = AdminPackage.extend({
  versions: z.array(PlanVersion).meta({ description: 'Newest first' }),
}).meta({ id: 'AdminPackageDetail' });
export type AdminPackageDetail = z.infer<typeof AdminPackageDetail>;

/** What one version of a package holds, the present or a past one. */
export const PackageVersionContent = PlanVersion.extend({
  packageId: Id,
  code: z.string(),
  name: Translations,
  description: Description,
  credits: Credits,
  validityDays: ValidityDays,
  dailyCredits: DailyCredits.nullable(),
  priority: Priority,
  prices: z.array(PackagePrice),
}).meta({ id: 'PackageVersionContent' });
export type PackageVersionContent = z.infer<typeof PackageVersionContent>;

export const PackageHistoryAction = z.enum(['created', 'published', 'status_changed', 'deleted']);
export type PackageHistoryAction = z.infer<typeof PackageHistoryAction>;
export const PackageHistoryEntry = z
  .object({
    id: Id,
    packageId: Id,
    packageCode: z.string(),
    version: z.int().min(1),
    action: PackageHistoryAction,
    actor: Actor,
    at: Instant,
    reason: z.string().nullable(),
    changes: z.array(FieldChange),
    requestId: z.string().nullable(),
  })
  .meta({ id: 'PackageHistoryEntry' });
export type PackageHistoryEntry = z.infer<typeof PackageHistoryEntry>;

export const PackageListQuery = OffsetQuery.extend({ q: Search, status: PackageStatus.optional() });
export const PackageHistoryQuery = OffsetQuery.extend({
  packageId: Id.optional(),
  action: PackageHistoryAction.optional(),
  ...changesOf,
}).superRefine(refuseBackward);
export const PackageParams = z.strictObject({ id: z.string() });
export const PackageVersionParams = z.strictObject({ id: z.string(), version: z.string() });

const PackageTerm = z.object({
  id: Id,
  version: z.int().min(1),
  source: z.enum(['purchase', 'admin', 'bonus']),
  quantity: z.int().min(1),
  credits: Credits.meta({ description: 'What came at once with it, all in all' }),
  dailyCredits: DailyCredits.nullable(),
  startsAt: Instant,
  endsAt: Instant,
});

/** A package that runs for an account. */
export const ActivePackage = z
  .object({
    id: Id,
    packageId: Id,
    code: z.string(),
    name: Translations.meta({ description: 'As it is now' }),
    startsAt: Instant,
    endsAt: Instant,
    dailyCredits: DailyCredits.nullable().meta({ description: 'The allowance of the running term' }),
    terms: z.array(PackageTerm).meta({ description: 'The running one and those that follow' }),
    next: z
      .object({ startsAt: Instant, endsAt: Instant })
      .nullable()
      .meta({ description: 'When another one would hold that comes now; null past 100 years' }),
  })
  .meta({ id: 'ActivePackage' });
export type ActivePackage = z.infer<typeof ActivePackage>;

export const AssignParams = z.strictObject({ accountId: AccountRef });
export const AssignPackageBody = z.strictObject({ packageId: Id, reason: Reason });
export const AssignedPackage = z
  .object({
    id: Id.meta({ description: 'Of the term' }),
    userPackageId: Id,
    packageId: Id,
    version: z.int().min(1),
    startsAt: Instant.meta({ description: 'Where the running term ends, or now' }),
    endsAt: Instant,
    balance: Count.meta({ description: 'What can be spent after it' }),
    replayed: z.boolean(),
  })
  .meta({ id: 'AssignedPackage' });
export type AssignedPackage = z.infer<typeof AssignedPackage>;
