import { expect, it } from '@jest/globals';
import { useCreditsServer } from '../../harness/credits/credits-server.ts';
import { registerUser } from '../../harness/identity/people.ts';
import { unknownId } from '../../harness/metering/metering-server.ts';

const node = useCreditsServer();

it('429 for the account that orders and begins to pay too often, and for no other', async () => {
  const { token } = await registerUser(node().server);
  const { token: other } = await registerUser(node().server);
  const order = (as: string) => {
    const items = [{ productKind: 'package', productId: unknownId }];
    return node().post('/orders/create', { items }, { token: as });
  };
  const pay = () => node().post('/payments', { product_id: unknownId }, { token });
  for (let turn = 0; turn < 150; turn += 1) {
    const both = await Promise.all([order(token), pay()]);
    expect(both.map(({ status }) => status)).toEqual([404, 404]);
  }
  for (const refused of [await order(token), await pay()]) {
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  }
  expect((await order(other)).status).toBe(404);
});
