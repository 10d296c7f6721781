import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { useDatabaseClient } from '../../harness/database/database-client.ts';

const database = useDatabaseClient();

test('the unit that a feature had in one language serves all, and none stays none', async () => {
  const { client } = database();
  await client.query(`
    drop view public.v_user_quota_overview;
    drop view public.v_plan_contents;
    alter table public.features alter column unit type text using unit ->> 'en';
    insert into public.features (code, name, unit, kind)
    values ('articles', '{}', 'article', 'metered'), ('export', '{}', '', 'boolean')`);
  const file = join(import.meta.dirname, '../../../sql/migrations/0033_catalog_units_in_languages.sql');
  await client.query(await readFile(file, 'utf8'));
  const { rows } = await client.query('select unit from public.features order by code');
  expect(rows).toEqual([{ unit: { en: 'article', 'zh-CN': 'article' } }, { unit: { en: '', 'zh-CN': '' } }]);
});
