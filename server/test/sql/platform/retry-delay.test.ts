import { expect, test } from '@jest/globals';
import { useDatabaseClient } from '../../harness/database/database-client.ts';

const database = useDatabaseClient();

test('what fails is tried again after twice as long each time, up to a bound', async () => {
  const { rows } = await database().client.query({
    text: `
      select extract(epoch from public.retry_delay(tries, interval '5 seconds', interval '1 hour'))::int
      from unnest(array[0, 1, 2, 9, 10, 1000000]) with ordinality as try (tries, place)
      order by place`,
    rowMode: 'array',
  });
  expect(rows.flat()).toEqual([5, 10, 20, 2560, 3600, 3600]);
});
