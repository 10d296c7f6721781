import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { seedDemo } from '../../src/demo/seed.ts';
import { startTestServer, type TestServer } from '../harness/http/server.ts';
import { signIn } from '../harness/identity/people.ts';

const password = 'Demo-staple-7';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  await seedDemo(server.ctx, { password });
});
afterAll(() => server.stop());

test('all that the demo sells is older than whatever was ordered, used or given of it', async () => {
  const { rows } = await server.owner.query<{ kind: string }>(
    `with first as (
       select least(
         (select min(created_at) from public.orders), (select min(occurred_at) from public.usage_records),
         (select min(created_at) from public.credit_transactions), (select min(started_at) from public.account_plans)
       ) as at
     ),
     sold as (
       select 'plan' as kind, updated_at as at from public.plans
       union all select 'plan version', published_at from public.plan_versions
       union all select 'plan history', at from public.plan_history
       union all select 'feature', updated_at from public.features
       union all select 'package', updated_at from public.packages
       union all select 'package version', published_at from public.package_versions
       union all select 'package history', at from public.package_history
       union all select 'price history', at from public.credit_price_history
       union all select action, at from public.audit_log where action in ('feature.created', 'credit_prices.set')
     )
     select kind, count(*) filter (where sold.at >= first.at)::int as young
     from sold cross join first
     group by kind order by kind`,
  );
  const kinds = ['credit_prices.set', 'feature', 'feature.created', 'package', 'package history'];
  kinds.push('package version', 'plan', 'plan history', 'plan version', 'price history');
  expect(rows).toEqual(kinds.map((kind) => ({ kind, young: 0 })));
});

test('its plans were made before they were edited, by somebody who was there before them', async () => {
  const { rows } = await server.owner.query<{ at: Date; version: number }>(
    `select version.published_at as at, version.version
     from public.plan_versions as version
     join public.plans as plan on plan.id = version.plan_id
     where plan.code in ('pro', 'team')
     order by version.published_at`,
  );
  expect(rows.map(({ version }) => version)).toEqual([1, 1, 2, 2]);
  const { user } = await signIn(server, 'olivia@example.com', password);
  expect(Date.parse(user.createdAt)).toBeLessThan(Number(rows[0]?.at));
});
