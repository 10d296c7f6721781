import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import { waitUntil } from '@meterstone/server/harness/clock/wait';
import { startProxy } from '@meterstone/server/harness/processes/proxy';
import { useProduct } from '../harness/product.ts';
import { toastOf } from '../harness/toasts.ts';

describeWithChromium('the connection', () => {
  const product = useProduct();

  test('is seen to be lost, mends by itself, and brings the numbers of meanwhile', async () => {
    const person = await product().register();
    const { id } = person.account;
    await product().record(id, 'articles', 10);
    const proxy = await startProxy({ host: '127.0.0.1', port: Number(new URL(product().server.url).port) });
    try {
      const { page, excuse } = await product().visitAs(person, '/app/', {
        baseURL: `http://127.0.0.1:${proxy.port}`,
      });
      excuse(/ERR_|WebSocket connection/);
      await page.getByText('Live', { exact: true }).waitFor();
      await page.getByText('10 used · 90 left of 100').waitFor();
      // The chart below is the last that the page loads.
      await page.locator('figure canvas, figure svg').first().waitFor();
      await page.waitForLoadState('networkidle');

      proxy.cut();
      await page.getByText('Not connected').waitFor();
      await page.getByText(/^The connection is lost\. You see the last known numbers, from/).waitFor();
      const banner = page.getByText(/^The connection is lost/);
      await expectSoon(() => banner.innerText(), expect.stringMatching(/from a moment ago; new ones come/));
      await banner.locator('time').hover();
      await page
        .getByRole('tooltip')
        .getByText(/ \((GMT|UTC)[+-]?\d*\)$/)
        .waitFor();
      const used = page.getByText('10 used · 90 left of 100');
      const quiet = await page.getByText('Not connected').evaluate((sign) => getComputedStyle(sign).color);
      expect(await used.evaluate((text) => getComputedStyle(text).color)).toBe(quiet);
      expect(
        await used
          .locator('b')
          .first()
          .evaluate((text) => getComputedStyle(text).color),
      ).toBe(quiet);
      // The last known numbers stay.
      await page.getByText('10 used · 90 left of 100').waitFor();
      await product().record(id, 'articles', 75);

      proxy.mend();
      await page.getByText('Live', { exact: true }).waitFor();
      await page.getByText('85 used · 15 left of 100').waitFor();
      await page.getByText(/^The connection is lost/).waitFor({ state: 'detached' });
      await waitUntil(async () => (await page.title()) === '(1) Overview · Inkstone');

      // And what comes from now on comes live again.
      await product().record(id, 'articles', 3);
      await page.getByText('88 used · 12 left of 100').waitFor();
    } finally {
      await proxy.stop();
    }
  });

  test('brings what happened between the first numbers and the first connection', async () => {
    const person = await product().register();
    const { page } = await product().visitAs(person, '/app/profile');
    const { promise: connected, resolve: connect } = Promise.withResolvers<undefined>();
    await page.routeWebSocket(/socket\.io/, async (socket) => {
      await connected;
      socket.connectToServer();
    });
    await page.goto('/app/');
    await page.getByText('0 used · 100 left of 100').waitFor();
    await product().record(person.account.id, 'articles', 7);
    connect(undefined);
    await page.getByText('7 used · 93 left of 100').waitFor();
  });

  test('that fails a form is told in words, and loses nothing that was typed', async () => {
    const person = await product().register();
    const { page, excuse } = await product().visitAs(person, '/app/profile');
    excuse(/ERR_|WebSocket connection/);
    await page.getByRole('heading', { name: 'Profile', level: 1 }).waitFor();
    await page.context().setOffline(true);
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Ada King');
    await page.getByRole('button', { name: 'Save' }).first().click();
    await page.getByText('The server was not reached. Check the connection and try again.').waitFor();
    // Nothing that was typed is lost.
    await expectSoon(() => page.getByRole('textbox', { name: 'Name', exact: true }).inputValue(), 'Ada King');
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Save' }).first().click();
    await toastOf(page, 'Your name is saved');
  });

  test('outlives the access token: the session renews itself silently, and the socket stays', async () => {
    const person = await product().register();
    const { page } = await product().visitAs(person, '/app/');
    await page.getByText('Live', { exact: true }).waitFor();
    const sockets: string[] = [];
    const refreshes: string[] = [];
    page.on('websocket', (socket) => sockets.push(socket.url()));
    page.on('request', (request) => {
      if (request.url().endsWith('/api/auth/refresh')) refreshes.push(request.method());
    });

    // Access tokens last a quarter of an hour.
    await page.clock.setSystemTime(Date.now() + 20 * 60_000);
    await page.getByRole('link', { name: 'Usage records' }).click();
    await page.getByText('No usage records yet').waitFor();
    await page.getByRole('link', { name: 'Plans' }).click();
    await page.getByRole('heading', { name: 'Starter' }).waitFor();
    expect(refreshes.length).toBeGreaterThan(0);

    await page.getByRole('link', { name: 'Overview' }).click();
    await product().record(person.account.id, 'articles', 7);
    await page.getByText('7 used · 93 left of 100').waitFor();
    expect(sockets).toEqual([]);
  });
});
