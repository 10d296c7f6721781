import { sql } from 'kysely';
import type { TransactionType } from './contract.ts';

/** The type of a line as the API shows it: there, a debt is credits that were taken back and are owed. */
export const shownType = sql<TransactionType>`case type when 'debt' then 'revoke' else type end`;

/** Which lines those are that the API shows as this type. */
export function storedTypes(type: TransactionType): string[] {
  return type === 'revoke' ? ['revoke', 'debt'] : [type];
}
