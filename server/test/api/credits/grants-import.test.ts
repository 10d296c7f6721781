import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { importGrants } from '../../../src/credits/grants/import.ts';
import { useCreditsServer } from '../../harness/credits/credits-server.ts';
import { unknownId } from '../../harness/metering/metering-server.ts';

const node = useCreditsServer();
const header = 'accountId,amount,reason,expiresAt';
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

interface Sending {
  key?: string;
  preview?: boolean;
  /** Default: the API key. */
  token?: string;
}

const send = (rows: string[], { key, preview = false, token }: Sending = {}) =>
  node().post(
    `/admin/credits/grants/import${preview ? '?preview=true' : ''}`,
    [header, ...rows].join('\r\n'),
    {
      headers: key === undefined ? {} : { 'idempotency-key': key },
      ...(token !== undefined && { token }),
    },
  );

/** A file of an admin's that is sent under one key as often as this is called; what came of each row. */
async function repeated(file: { text: string; until?: number }): Promise<() => Promise<string[]>> {
  const { user, account } = await node().person(0);
  const whose = { userId: user.id, accountId: account.id, sessionId: randomUUID() };
  const principal = { kind: 'user', role: 'admin', ...whose } as const;
  const idempotencyKey = randomUUID();
  return async () => {
    const { ctx } = node().server;
    const results = await importGrants(ctx, principal, { ...file, idempotencyKey, requestId: 'r' });
    return results.map(({ status, code }) => code ?? status);
  };
}

describe('a file of grants', () => {
  it('is given row by row: what is wrong in one leaves the others as they are', async () => {
    const [one, other] = [await node().account(0), await node().account(0)];
    const { status, body } = await send([
      `${one},10,"Sorry, and thanks",${inAnHour()}`,
      `${other},20,Welcome,`,
      `${unknownId},5,Welcome,`,
      `${one},1.5,Welcome,`,
      `${one},5,,`,
      `${one},5,Welcome,2020-01-01T00:00:00Z`,
      `${one},5`,
      `${one},7,Again,`,
    ]);
    expect(status).toBe(200);
    expect(body.data.results).toMatchObject([
      { row: 2, status: 'granted' },
      { row: 3, status: 'granted' },
      { row: 4, status: 'rejected', code: 'not_found' },
      { row: 5, status: 'rejected', code: 'invalid_input', detail: expect.stringMatching(/^amount: /) },
      { row: 6, status: 'rejected', code: 'invalid_input', detail: expect.stringMatching(/^reason: /) },
      { row: 7, status: 'rejected', code: 'invalid_input', detail: 'expiresAt: It is past' },
      { row: 8, status: 'rejected', code: 'invalid_input', detail: 'It has 2 cells instead of 4' },
      { row: 9, status: 'granted' },
    ]);
    expect(await node().balance(one)).toMatchObject({ balance: 17 });
    expect(await node().balance(other)).toMatchObject({ balance: 20 });
    expect(await node().transactions(one)).toMatchObject([
      { amount: 7, reason: 'Again' },
      { amount: 10, reason: 'Sorry, and thanks' },
    ]);
  });

  it('takes a day alone for all of that day in UTC', async () => {
    const accountId = await node().account(0);
    expect((await send([`${accountId},5,Welcome,2099-12-31`])).body.data.results).toEqual([
      { row: 2, status: 'granted' },
    ]);
    const { lots } = await node().balance(accountId);
    expect(lots).toMatchObject([{ amount: 5, expiresAt: '2099-12-31T23:59:59.999Z' }]);
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    expect((await send([`${accountId},5,Welcome,${yesterday}`])).body.data.results).toEqual([
      {
        row: 2,
        status: 'rejected',
        code: 'invalid_input',
        detail: 'expiresAt: It is past',
        fields: ['expiresAt'],
      },
    ]);
  });

  it.each(['31.12.2099', '2099-02-30', '2099-12', 'never', '2099-12-31T10:00', '0000-12-31'])(
    'refuses %s as the end, with what to write and where, and gives nothing',
    async (end) => {
      const accountId = await node().account(0);
      const { body } = await send([`${accountId},x,Welcome,${end}`, `${accountId},5,Welcome,${end}`]);
      const detail =
        'expiresAt: Give a day such as 2030-06-30, a time such as 2030-06-30T18:00:00Z, or nothing';
      expect(body.data.results).toEqual([
        expect.objectContaining({ row: 2, fields: ['amount', 'expiresAt'] }),
        { row: 3, status: 'rejected', code: 'invalid_input', detail, fields: ['expiresAt'] },
      ]);
      expect(await node().balance(accountId)).toMatchObject({ balance: 0 });
    },
  );

  it('may be written by a spreadsheet: a byte order mark, quotes, empty rows', async () => {
    const accountId = await node().account(0);
    const text = `\uFEFF"accountId","amount","reason","expiresAt"\r\n\r\n"${accountId}","3","Hi ""you""",""\r\n`;
    const { body } = await node().post('/admin/credits/grants/import', text);
    expect(body.data.results).toEqual([{ row: 3, status: 'granted' }]);
    expect(await node().transactions(accountId)).toMatchObject([{ amount: 3, reason: 'Hi "you"' }]);
  });

  it('is given as far as there is time, a row at least, and the rest when it is sent again', async () => {
    const accountId = await node().account(0);
    const text = [header, ...[1, 2, 3].map((amount) => `${accountId},${amount},Welcome,`)].join('\r\n');
    const send = await repeated({ text, until: -1 });
    // However slow all is, each time one comes further.
    expect(await send()).toEqual(['granted', 'overloaded', 'overloaded']);
    expect(await send()).toEqual(['replayed', 'granted', 'overloaded']);
    expect(await send()).toEqual(['replayed', 'replayed', 'granted']);
    expect(await send()).toEqual(['replayed', 'replayed', 'replayed']);
    expect(await node().balance(accountId)).toMatchObject({ balance: 6 });
  });

  it('comes further past accounts that are unknown or held', async () => {
    const [held, free] = [await node().account(0), await node().account(0)];
    const ref = `ext:${randomUUID()}`;
    await node().done(node().put(`/admin/accounts/${ref}`, { name: 'A customer' }));
    const rows = [
      `${unknownId},1,Welcome,`,
      `${held},1,Welcome,2020-01-01T00:00:00Z`,
      `${held},1,Welcome,`,
      `${held},2,Welcome,`,
      `${free.toUpperCase()},3,Welcome,`,
      `${ref},4,Welcome,`,
    ];
    const send = await repeated({ text: [header, ...rows].join('\n') });
    const client = await node().server.owner.connect();
    try {
      await client.query('begin');
      await client.query('select from credit_balances where account_id = $1 for update', [held]);
      for (const given of ['granted', 'replayed']) {
        expect(await send()).toEqual([
          'not_found',
          'invalid_input',
          'overloaded',
          'overloaded',
          given,
          given,
        ]);
      }
    } finally {
      await client.query('rollback');
      client.release();
    }
    expect(await send()).toEqual([
      'not_found',
      'invalid_input',
      'granted',
      'granted',
      'replayed',
      'replayed',
    ]);
    expect(await node().balance(held)).toMatchObject({ balance: 3 });
    expect(await node().balance(free)).toMatchObject({ balance: 3 });
  });

  it('is told beforehand by a preview, which changes nothing', async () => {
    const accountId = await node().account(0);
    const { body } = await send(
      [`${accountId},10,Hello,`, `${accountId},0,Hello,`, `${unknownId},1,Hello,`],
      {
        preview: true,
      },
    );
    expect(body.data.results).toMatchObject([
      { row: 2, status: 'ready' },
      { row: 3, status: 'rejected', code: 'invalid_input' },
      { row: 4, status: 'rejected', code: 'not_found' },
    ]);
    expect(await node().transactions(accountId)).toEqual([]);
  });

  it('names in the preview who would get how much, to those who may know', async () => {
    const { user, account } = await node().person(0);
    const ref = `ext:${randomUUID()}`;
    const { id } = await node().done(node().put(`/admin/accounts/${ref}`, { name: 'A customer' }));
    const rows = [`${account.id.toUpperCase()},10,Hello,`, `${ref},5,Hello,`, `${unknownId},1,Hello,`];
    const toAdmin = await send(rows, { preview: true, token: node().admin });
    expect(toAdmin.body.data.results).toMatchObject([
      {
        row: 2,
        grant: {
          account: { id: account.id, name: user.name, email: user.email, externalId: null },
          amount: 10,
        },
      },
      {
        row: 3,
        grant: {
          account: { id, name: 'A customer', email: null, externalId: ref.slice('ext:'.length) },
          amount: 5,
        },
      },
      { row: 4, status: 'rejected', code: 'not_found', detail: 'There is no such account' },
    ]);
    // This key writes credits, and reads no accounts.
    const { body } = await send([rows[1] ?? ''], { preview: true });
    expect(body.data.results).toEqual([{ row: 2, status: 'ready', grant: { amount: 5 } }]);
  });
});

describe('the same file', () => {
  it('with its key goes on where it stopped: a row that was given is replayed', async () => {
    const [one, other] = [await node().account(0), await node().account(0)];
    const rows = [`${one},10,Hello,${inAnHour()}`, `${other},20,Hello,`];
    const key = randomUUID();
    // What would stop it midway: the second account is held while the first time runs.
    const client = await node().server.owner.connect();
    try {
      await client.query('begin');
      await client.query('select from credit_balances where account_id = $1 for update', [other]);
      expect((await send(rows, { key })).body.data.results).toMatchObject([
        { status: 'granted' },
        { status: 'rejected', code: 'overloaded' },
      ]);
    } finally {
      await client.query('rollback');
      client.release();
    }
    expect((await send(rows, { key })).body.data.results).toMatchObject([
      { status: 'replayed' },
      { status: 'granted' },
    ]);
    expect(await node().balance(one)).toMatchObject({ balance: 10 });
    expect(await node().balance(other)).toMatchObject({ balance: 20 });
  });

  it('many times at once, with one key, is given once', async () => {
    const accountId = await node().account(0);
    const rows = Array.from({ length: 5 }, (_, index) => `${accountId},${index + 1},Hello,`);
    const key = randomUUID();
    await Promise.all(Array.from({ length: 4 }, () => node().done(send(rows, { key }))));
    expect(await node().balance(accountId)).toMatchObject({ balance: 15 });
  });

  it('with another key is given anew', async () => {
    const accountId = await node().account(0);
    for (const key of [randomUUID(), randomUUID()])
      await node().done(send([`${accountId},4,Hello,`], { key }));
    expect(await node().balance(accountId)).toMatchObject({ balance: 8 });
  });
});

describe('what is no such table', () => {
  it.each([
    ['another header', 'account,amount,reason,expiresAt\nx,1,y,'],
    ['columns in another order', 'amount,accountId,reason,expiresAt\n1,x,y,'],
    ['semicolons', 'accountId;amount;reason;expiresAt\nx;1;y;'],
    ['nothing', ''],
    ['a quote that does not end', `${header}\n"x,1,y,`],
    ['5,001 rows', `${header}\n${'x,1,y,\n'.repeat(5_001)}`],
  ])('%s is refused as a whole', async (_, text) => {
    expect(await node().post('/admin/credits/grants/import', text)).toMatchObject({
      status: 422,
      body: { code: 'invalid_input' },
    });
  });

  it('JSON is another type of body', async () => {
    expect(await node().post('/admin/credits/grants/import', { rows: [] })).toMatchObject({ status: 415 });
  });
});
