import { expect, test } from '@jest/globals';
import { readProblem } from '../../src/api/http/problem.ts';

const taken = { path: 'email', message: 'Is taken', code: 'email_taken' };

test('a refusal is read as the API says it', async () => {
  const body = { status: 409, code: 'conflict', title: 'Conflict', detail: 'So', instance: 'urn:request:1' };
  const read = await readProblem(Response.json({ ...body, errors: [taken], order_id: 'o' }, { status: 409 }));
  expect(read).toMatchObject({ status: 409, code: 'conflict', detail: 'So', requestId: '1', orderId: 'o' });
  expect(read.fields).toEqual([taken]);
  expect((await readProblem(Response.json(body, { status: 409 }))).fields).toEqual([]);
});

test.each([
  ['no JSON', '<html>', 502, 'unavailable'],
  ['no object', 'null', 404, 'internal'],
  ['no code', '{"status":409,"title":"Conflict"}', 409, 'internal'],
  ['a code that is none', '{"status":409,"code":1,"title":"Conflict"}', 409, 'internal'],
  ['fields that are none', '{"status":422,"code":"x","title":"X","errors":[{"path":1}]}', 422, 'internal'],
])('%s, as a proxy may answer, is a refusal by its status', async (_name, body, status, code) => {
  const headers = { 'x-request-id': 'abc' };
  const read = await readProblem(new Response(body, { status, headers }));
  expect(read).toMatchObject({ status, code, requestId: 'abc', fields: [] });
});
