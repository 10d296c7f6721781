import { expect, test } from '@jest/globals';
import type { Visit } from '@meterstone/server/harness/browser/chromium';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { updatePlan } from '@meterstone/server/harness/catalog/catalog';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import { waitUntil } from '@meterstone/server/harness/clock/wait';
import type { BrowserContextOptions } from 'playwright-core';
import { planOf, withAmount } from './harness/site.ts';
import { comeAlive, useSite, type VisitedSite } from './harness/use-site.ts';

/** A page that hears of changes: its socket is open, and it has asked because of that. */
async function visitWatched(site: VisitedSite, options?: BrowserContextOptions): Promise<Visit> {
  const visit = await site.open(options);
  let isOpen = false;
  let answers = 0;
  visit.page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      if (String(payload).startsWith('40/public')) isOpen = true;
    }),
  );
  visit.page.on('requestfinished', (request) => {
    if (request.url().endsWith('/api/plans')) answers += 1;
  });
  await comeAlive(visit.page, '/en/');
  await waitUntil(() => isOpen && answers > 0);
  return visit;
}

describeWithChromium('a change of prices', () => {
  const site = useSite();

  test('reaches the open page by itself, glows once, moves nothing and is read out', async () => {
    const { page, complaints } = await visitWatched(site(), { reducedMotion: 'no-preference' });
    const pro = planOf(site(), 'pro');
    await page.locator('[data-plan=pro]').scrollIntoViewIfNeeded();
    const place = () => page.locator('[data-plan=pro] [data-choose]').boundingBox();
    const before = await place();
    // A glow is soon over: what begins one is written down by the page itself.
    const glows = await page.evaluateHandle(() => {
      const seen: string[] = [];
      document.addEventListener('animationstart', ({ animationName, target }) => {
        if (animationName !== 'glow' || !(target instanceof Element)) return;
        const plan = target.closest('[data-plan]');
        if (plan) seen.push(`${plan.getAttribute('data-plan')} ${target.textContent}`);
      });
      return seen;
    });
    await updatePlan(site().server, site().adminToken, pro.id, {
      prices: withAmount(pro, 'month', 'USD', 2_150),
    });
    await expectSoon(() => glows.jsonValue(), ['pro $21.50']);
    await page.locator('[data-plan=pro] .amount', { hasText: '$21.50' }).waitFor();
    expect(await place()).toEqual(before);
    await expectSoon(() => page.locator('[aria-live=polite]').textContent(), 'Pro is now $21.50 a month.');
    await page.locator('.is-glowing').first().waitFor({ state: 'detached' });
    expect(await glows.jsonValue()).toEqual(['pro $21.50']);
    expect(complaints).toEqual([]);
  });

  test('is all that the page asks for again: it came with its plans, and asks once when it can hear of changes', async () => {
    const visit = await site().open();
    let asked = 0;
    visit.page.on('request', (request) => {
      if (request.url().endsWith('/api/plans')) asked += 1;
    });
    const connected = Promise.withResolvers<undefined>();
    visit.page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        if (String(payload).startsWith('40/public')) connected.resolve(undefined);
      }),
    );
    await comeAlive(visit.page, '/en/');
    await connected.promise;
    const team = planOf(site(), 'team');
    await updatePlan(site().server, site().adminToken, team.id, {
      prices: withAmount(team, 'month', 'USD', 8_250),
    });
    await visit.page.locator('[data-plan=team] .amount', { hasText: '$82.50' }).waitFor();
    expect(asked).toBe(2);
  });

  test('does not glow for those who want no motion', async () => {
    const { page } = await visitWatched(site());
    const team = planOf(site(), 'team');
    await updatePlan(site().server, site().adminToken, team.id, {
      prices: withAmount(team, 'month', 'USD', 8_150),
    });
    const amount = page.locator('[data-plan=team] .amount', { hasText: '$81.50' });
    await amount.waitFor();
    expect(await amount.evaluate((element) => getComputedStyle(element).animationName)).toBe('none');
  });

  test('that was missed while the connection was gone is there once it is back', async () => {
    const { page } = await visitWatched(site());
    const enterprise = planOf(site(), 'enterprise');
    await page.route('**/api/plans', (route) => route.abort());
    await updatePlan(site().server, site().adminToken, enterprise.id, {
      prices: withAmount(enterprise, 'month', 'USD', 51_150),
    });
    await page.locator('.notice', { hasText: 'Prices as of' }).waitFor();
    expect(await page.locator('[data-plan=enterprise] .amount').innerText()).toBe('$499');
    await page.unroute('**/api/plans');
    await site().server.ctx.closeSockets();
    await page.locator('[data-plan=enterprise] .amount', { hasText: '$511.50' }).waitFor();
    await expectSoon(() => page.locator('.notice').innerText(), '');
  });
});
