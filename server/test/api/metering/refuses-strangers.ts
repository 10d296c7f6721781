import { expect, it } from '@jest/globals';
import type { Answer } from '../../harness/http/contract.ts';
import { unknownId, wordsOf, type MeteringServer } from '../../harness/metering/metering-server.ts';

/** Tests that what reads an account refuses who may not, and tells nobody that another's account is there. */
export function itRefusesStrangers(
  node: () => MeteringServer,
  ask: (accountId: string, options: { token: string }) => Promise<Answer>,
): void {
  it('403 for an API key without the scope', async () => {
    const token = await node().key('usage:write');
    expect(await ask(unknownId, { token })).toMatchObject({ status: 403 });
  });

  it('404 for another’s account in the same words as for one that does not exist', async () => {
    const [{ token }, other] = [await node().person(), await node().account()];
    const foreign = await ask(other.id, { token });
    expect(foreign.status).toBe(404);
    expect(wordsOf(foreign)).toEqual(wordsOf(await ask(unknownId, { token })));
  });
}
