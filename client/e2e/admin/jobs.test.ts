import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import { waitUntil } from '@meterstone/server/harness/clock/wait';
import { jobNames } from '@meterstone/server/harness/operations/job-names';
import type { Page } from 'playwright-core';
import { asAdmin } from '../harness/api.ts';
import { useProduct, type Product } from '../harness/product.ts';
import { toastOf } from '../harness/toasts.ts';
import { widestOf } from '../harness/widths.ts';

/** The row of a job on a wide screen, and its cells after the first, in which phones have it all. */
function rowOf(page: Page, name: string) {
  const row = page.getByRole('row').filter({ hasText: name });
  const [state, lastRun, took, nextRun] = [1, 2, 3, 4].map((index) => row.getByRole('cell').nth(index));
  if (!state || !lastRun || !took || !nextRun) throw new Error('There are four of them');
  return { row, state, lastRun, took, nextRun, run: row.getByRole('button', { name: `Run now: ${name}` }) };
}

/** Jobs begin some seconds after the server, once the library's tables are up to date; before, none can be run. */
async function jobsHaveBegun({ server }: Product): Promise<void> {
  await waitUntil(async () => {
    const clocks = await server.owner
      .query('select from graphile_worker._private_known_crontabs')
      .catch(() => undefined);
    return (clocks?.rowCount ?? 0) > 0;
  });
}

/** Until it is let, the job that forgets old keys finds one that it can't delete. */
async function hinderForgetting({ server }: Product): Promise<() => Promise<void>> {
  await server.owner.query(`
    insert into public.idempotency_keys (owner_id, operation, key, request_hash, created_at)
    values (gen_random_uuid(), 'test', 'old', '', now() - interval '400 days');
    create function public.no_room() returns trigger language plpgsql as $$
      begin raise exception 'No room left on the disk'; end $$;
    create trigger no_room before delete on public.idempotency_keys
      for each row execute function public.no_room()`);
  return async () => {
    await server.owner.query(
      'drop trigger no_room on public.idempotency_keys; drop function public.no_room()',
    );
  };
}

describeWithChromium('jobs', () => {
  const product = useProduct();

  test('are all listed, by name and with what they do', async () => {
    const { page } = await product().visitAsAdmin('/app/admin');
    await page.getByRole('link', { name: 'Jobs' }).click();
    await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
    await expectSoon(() => page.getByRole('button', { name: /^Run now: / }).count(), jobNames.length);
    const { row, nextRun } = rowOf(page, 'Make room for usage records');
    await row.getByText('Prepares the tables of coming months, a year ahead.').waitFor();
    expect(await nextRun.locator('time').first().getAttribute('datetime')).toMatch(/T03:17:00\.000Z$/);
  });

  test('are told on phones in a few lines each, and run from there', async () => {
    await jobsHaveBegun(product());
    const { page } = await product().visitAsAdmin('/app/admin/jobs', {
      viewport: { width: 390, height: 844 },
    });
    const rows = page.locator('tbody tr', { has: page.getByRole('button', { name: /^Run now: / }) });
    await expectSoon(() => rows.count(), jobNames.length);
    const heights = await rows.evaluateAll((all) => all.map((row) => row.getBoundingClientRect().height));
    expect(Math.max(...heights)).toBeLessThanOrEqual(180);
    expect(await widestOf(page.getByRole('table'))).toBeLessThanOrEqual(390);
    await page.getByText('Times in UTC').waitFor();
    await page.getByRole('button', { name: 'Run now: Forget sent messages' }).click();
    await toastOf(page, '“Forget sent messages” is done.');
  });

  test('one is run now, and its row tells when and how long', async () => {
    await jobsHaveBegun(product());
    const { page } = await product().visitAsAdmin('/app/admin/jobs');
    const { state, lastRun, took, run } = rowOf(page, 'Forget old sign-ins');
    await state.getByText('Never run').waitFor();
    expect([await lastRun.innerText(), await took.innerText()]).toEqual(['–', '–']);
    await run.click();
    await toastOf(page, '“Forget old sign-ins” is done. It took ');
    await state.getByText('OK', { exact: true }).waitFor();
    await took.getByText(/^[\d.]+ (ms|sec)$/).waitFor();
    // How long ago, and when exactly.
    expect(await lastRun.locator('time').count()).toBe(2);
  });

  test('one that fails says why, until it is done', async () => {
    await jobsHaveBegun(product());
    const letGo = await hinderForgetting(product());
    const { page } = await product().visitAsAdmin('/app/admin/jobs');
    const { state, run } = rowOf(page, 'Forget keys of requests');
    await run.click();
    await toastOf(page, '“Forget keys of requests” failed: No room left on the disk');
    await state.getByText('Failed', { exact: true }).waitFor();
    await state.getByText('No room left on the disk').waitFor();
    await letGo();
    await run.click();
    await toastOf(page, '“Forget keys of requests” is done.');
    await state.getByText('OK', { exact: true }).waitFor();
    await expectSoon(() => state.getByText('No room left on the disk').count(), 0);
  });

  test('one that another admin runs shows in the row', async () => {
    await jobsHaveBegun(product());
    const { page } = await product().visitAsAdmin('/app/admin/jobs');
    const { state } = rowOf(page, 'Forget closed reservations');
    await state.getByText('Never run').waitFor();
    await asAdmin(product(), 'POST', '/admin/jobs/forget_reservations/run');
    await state.getByText('OK', { exact: true }).waitFor();
  });

  test('that can not be listed say so, with a way on', async () => {
    const { page, excuse } = await product().visitAsAdmin('/app/admin');
    excuse(/500/);
    await page.getByRole('link', { name: 'Jobs' }).waitFor();
    await page.route('**/api/admin/jobs', (route) =>
      route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{}' }),
    );
    await page.goto('/app/admin/jobs');
    await page.getByText('This could not be loaded').waitFor();
    await page.unroute('**/api/admin/jobs');
    await page.getByRole('button', { name: 'Try again' }).click();
    await rowOf(page, 'Forget old sign-ins').row.waitFor();
  });
});
