import { z } from 'zod';
import { Scope } from '../http/access/scopes.ts';
import { AccountRef, Id, Instant, Line, OffsetQuery, Reason } from '../http/contract.ts';
import { TimeZone } from '../time-zones/contract.ts';

export const Name = Line.min(1).max(200);

/** Lower-cased: an address is one account however it is typed. */
export const Email = z.email().max(254).toLowerCase();
const Locale = z.enum(['en', 'zh-CN']);
const NewPassword = z.string().min(8).max(200);
/** A password that is only compared: too short a one is simply wrong. */
const GivenPassword = z.string().min(1).max(200);

export const User = z
  .object({
    id: Id,
    email: z.string(),
    name: z.string(),
    role: z.enum(['user', 'admin']),
    locale: Locale.nullable().meta({ description: 'Null until one is chosen: then the browser’s is shown' }),
    createdAt: Instant,
  })
  .meta({ id: 'User' });
export type User = z.infer<typeof User>;

export const Account = z
  .object({
    id: Id,
    /** The host application's own id, of accounts that it brought. */
    externalId: z.string().nullable(),
    kind: z.enum(['personal', 'team', 'external']),
    name: z.string(),
    email: z.string().nullable(),
    timeZone: z.string(),
    createdAt: Instant,
    closedAt: Instant.nullable().meta({ description: 'When its owner closed it; then its name is a number' }),
  })
  .meta({ id: 'Account' });
export type Account = z.infer<typeof Account>;

/** Which accounts a list shows, whatever it tells of each. */
export const AccountsQuery = OffsetQuery.extend({ q: z.string().trim().max(200).optional() });

export const Me = z.object({ user: User, account: Account });
export type Me = z.infer<typeof Me>;

/** The refresh token travels beside this, in its cookie. */
export const SignedIn = Me.extend({
  accessToken: z.string().meta({ description: 'JWT, 15 minutes; send it as a bearer token' }),
});
export type SignedIn = z.infer<typeof SignedIn>;

export const RegisterBody = z.strictObject({
  email: Email,
  password: NewPassword,
  name: Name,
  locale: Locale.optional().meta({ description: 'Left out: not chosen yet' }),
  timeZone: TimeZone.default('UTC'),
});
export type RegisterBody = z.infer<typeof RegisterBody>;

export const LoginBody = z.strictObject({ email: Email, password: GivenPassword });
export type LoginBody = z.infer<typeof LoginBody>;

/** The cookie says it all; an empty object is welcome, for clients that always send one. */
export const NoBody = z.strictObject({}).optional();

export const SignedOut = z.object({ signedOut: z.literal(true) });

export const UpdateMeBody = z.strictObject({
  name: Name.optional(),
  locale: Locale.optional(),
  timeZone: TimeZone.optional(),
});
export type UpdateMeBody = z.infer<typeof UpdateMeBody>;

export const ChangePasswordBody = z.strictObject({
  currentPassword: GivenPassword,
  newPassword: NewPassword,
});
export type ChangePasswordBody = z.infer<typeof ChangePasswordBody>;

export const PasswordChanged = z.object({
  revokedSessions: z.int().meta({ description: 'Other sign-ins that were ended' }),
});

/** What closing one's account would end, and what would stay. */
export const Closing = z
  .object({
    blockedBy: z
      .enum(['order_under_way', 'last_admin'])
      .nullable()
      .meta({ description: 'Why it can not be closed now' }),
    credits: z
      .int()
      .min(0)
      .meta({ description: 'Left, what is held of them included: they are written off' }),
    plan: z
      .object({
        name: z.record(z.string(), z.string()),
        isDefault: z.boolean(),
        isBought: z.boolean(),
        paidUntil: Instant.nullable().meta({ description: 'Null: not paid for, or for life' }),
      })
      .nullable(),
    holds: z.int().min(0).meta({ description: 'Amounts of features that are held; they are released' }),
    sessions: z.int().min(1).meta({ description: 'Sign-ins that end, this one included' }),
    apiKeys: z.int().min(0).meta({ description: 'Keys that this person made, and that are revoked' }),
    orders: z.int().min(0).meta({ description: 'They stay, as bookkeeping law asks' }),
  })
  .meta({ id: 'Closing' });
export type Closing = z.infer<typeof Closing>;

export const CloseBody = z.strictObject({ email: Email, password: GivenPassword });
export type CloseBody = z.infer<typeof CloseBody>;

export const Closed = z.object({ closedAt: Instant });

export const ViewBody = z.strictObject({ reason: Reason });

/** What an admin reads a person's pages by. */
export const View = Me.extend({
  accessToken: z.string().meta({ description: 'JWT with the admin as `act`; reads, and nothing else' }),
  expiresAt: Instant,
});
export type View = z.infer<typeof View>;

export const Device = z.object({
  browser: z.string().nullable().meta({ description: 'Of a program that is no browser its own name' }),
  system: z.string().nullable(),
});
export type Device = z.infer<typeof Device>;

/** One sign-in, which goes on. */
export const Session = z
  .object({
    id: Id,
    device: Device,
    signedInAt: Instant,
    lastUsedAt: Instant.meta({ description: 'Exact to a quarter of an hour' }),
    isCurrent: z.boolean().meta({ description: 'Whether it is the one that asks' }),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;

export const SessionsEnded = z.object({ ended: z.int().min(0) });

export const ApiKey = z
  .object({
    id: Id,
    name: z.string(),
    scopes: z.array(Scope),
    prefix: z.string().meta({ description: 'First characters of the key, to tell keys apart' }),
    createdAt: Instant,
    lastUsedAt: Instant.nullable().meta({ description: 'Exact to a minute or so' }),
    revokedAt: Instant.nullable(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof ApiKey>;

export const CreateApiKeyBody = z.strictObject({
  name: Name,
  scopes: z
    .array(Scope)
    .min(1)
    .max(Scope.options.length)
    .refine((scopes) => new Set(scopes).size === scopes.length, {
      message: 'Name each scope once',
      params: { code: 'listed_twice' },
    }),
});
export type CreateApiKeyBody = z.infer<typeof CreateApiKeyBody>;

export const CreatedApiKey = ApiKey.extend({ key: z.string().meta({ description: 'Shown this once' }) });
export type CreatedApiKey = z.infer<typeof CreatedApiKey>;

export const ApiKeyParams = z.strictObject({ id: Id });
export const ApiKeyQuery = OffsetQuery;

export const Actor = z.object({
  kind: z.enum(['user', 'apiKey', 'system']),
  id: Id.nullable(),
  name: z.string(),
});
export type Actor = z.infer<typeof Actor>;

/** Who did what to whom, and why. */
export const AuditEntry = z
  .object({
    id: Id,
    at: Instant,
    actor: Actor,
    action: z.string().meta({ description: 'Such as `account.plan_changed`' }),
    accountId: Id.nullable(),
    accountName: z.string().nullable().meta({ description: 'As it is now' }),
    target: z.string().nullable(),
    reason: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
    requestId: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof AuditEntry>;

/** What the audit log tells of besides accounts. */
export const AuditSubject = z.enum(['features', 'apiKeys']);
export type AuditSubject = z.infer<typeof AuditSubject>;

export const AuditQuery = OffsetQuery.extend({
  accountId: AccountRef.optional(),
  action: Line.min(1).max(100).optional().meta({ description: 'Such as `plan.assigned`' }),
  about: AuditSubject.optional().meta({ description: 'What was done to features, or to API keys' }),
});

/** Socket event `admin:changed`: somebody changed what administrators see, fetch it again. */
export const AdminChanged = z.object({
  topic: z.enum(['plans', 'features', 'packages', 'accounts', 'apiKeys', 'creditPrices', 'jobs', 'health']),
  id: z.string().nullable().meta({
    description: 'Id of what changed, of a feature its code, of a job its name; null when there are several',
  }),
});
export type AdminChanged = z.infer<typeof AdminChanged>;
