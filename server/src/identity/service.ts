/** What features to the right may use of identity. */
export type { AccountClosing, AccountHooks, ClosingEffects } from './accounts/hooks.ts';
export { accountsFoundBy, searchAccounts } from './accounts/queries.ts';
export { getAccount, requireOwned, resolveAccount, upsertExternalAccount } from './accounts/service.ts';
export { emitAdminChanged } from './audit/admin-messages.ts';
export { findLastAct, listAudit, type NewAuditEntry } from './audit/queries.ts';
export { actorOf, writeAudit } from './audit/service.ts';
export { toldActor } from './audit/told-actor.ts';
export type { IdentityContext } from './context.ts';
