import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { z } from 'zod';
import { Balance } from '../../../src/credits/balances/contract.ts';
import { Transaction } from '../../../src/credits/transactions/contract.ts';
import { CreditUse } from '../../../src/credits/uses/contract.ts';
import { ApiNode } from '../http/api-node.ts';
import { startTestServer } from '../http/server.ts';
import { createApiKey, registerUser, signInAdmin, type Person } from '../identity/people.ts';
import { auditCredits } from './credits-audit.ts';
import { grantCredits, priceActions } from './granted-credits.ts';

/** A whole node, with ways to have credits and to spend them. */
export class CreditsServer extends ApiNode {
  static async start(options: Parameters<typeof startTestServer>[0] = {}): Promise<CreditsServer> {
    const server = await startTestServer(options);
    const admin = await signInAdmin(server);
    const scopes = ['credits:write', 'credits:read', 'accounts:write'] as const;
    return new CreditsServer(server, admin, await createApiKey(server, admin, scopes));
  }

  /** A host application's account with one lot of so many credits, without any for 0. */
  async account(amount = 100): Promise<string> {
    const path = `/admin/accounts/ext:${randomUUID()}`;
    const { id } = await this.done(this.send('put', path, { name: 'A customer' }));
    if (amount > 0) await this.grant(String(id), amount);
    return String(id);
  }

  /** Somebody who signed up and was given so many credits. */
  async person(amount = 100): Promise<Person> {
    const person = await registerUser(this.server);
    if (amount > 0) await this.grant(person.account.id, amount);
    return person;
  }

  /** A lot more; its id. */
  grant(accountId: string, amount: number, more?: Parameters<typeof grantCredits>[3]): Promise<string> {
    return grantCredits(this.server.ctx.pool, accountId, amount, more);
  }

  price(prices: Record<string, number>): Promise<void> {
    return priceActions(this.server.owner, prices);
  }

  /** Spends; what was answered. */
  async use(accountId: string, amount: number): Promise<CreditUse> {
    return CreditUse.parse(await this.done(this.post('/credits/use', { accountId, amount })));
  }

  async balance(accountId: string): Promise<Balance> {
    return Balance.parse(await this.done(this.get(`/credits/balance?accountId=${accountId}`)));
  }

  async transactions(accountId: string, query = ''): Promise<Transaction[]> {
    const lines = await this.done(this.get(`/credits/transactions?accountId=${accountId}${query}`));
    return z.array(Transaction).parse(lines);
  }
}

/** Starts a node for the tests of this file; after them the books must be right. */
export function useCreditsServer(): () => CreditsServer {
  let server: CreditsServer | undefined;
  beforeAll(async () => {
    server = await CreditsServer.start();
  });
  afterAll(async () => {
    const faults = server && (await auditCredits(server.server.owner));
    await server?.server.stop();
    expect(faults).toEqual([]);
  });
  return () => {
    if (!server) throw new Error('The server starts with the first test');
    return server;
  };
}
