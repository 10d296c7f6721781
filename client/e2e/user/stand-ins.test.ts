import { afterAll, beforeAll, test } from '@jest/globals';
import { openTab } from '@meterstone/server/harness/browser/chromium';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { startAllProviders, type AllProviders } from '@meterstone/server/stand-ins/all';
import { openDesk, type Desk } from '@meterstone/server/stand-ins/desk/desk';
import { ownAddress } from '../harness/own-address.ts';
import { makePackage } from '../harness/packages.ts';
import { useProduct } from '../harness/product.ts';
import { readCode } from '../harness/qr-code.ts';

let product: ReturnType<typeof useProduct>;
let desk: Desk | undefined;
let providers: AllProviders | undefined;

/** All that the server needs to pay by the stand-ins; it is reached at the address that the browser uses. */
async function settings(): Promise<Record<string, string>> {
  const servers = () => {
    if (!providers) throw new Error('The providers start with the desk');
    return providers;
  };
  desk = await openDesk({ servers, shop: () => product().server.url });
  providers = await startAllProviders({ pages: desk.url });
  return { ...providers.env, ...(await ownAddress()) };
}

describeWithChromium('paying at', () => {
  product = useProduct(settings);
  beforeAll(async () => {
    const prices = [
      { amountMinor: 1_900, currency: 'USD' },
      { amountMinor: 13_900, currency: 'CNY' },
    ];
    // What Creem sells goes by its code.
    await makePackage(product(), 'Hundred', { code: 'pro', prices });
  });
  afterAll(async () => {
    await providers?.stop();
    await desk?.stop();
  });

  test.each(['Stripe', 'Creem'])(
    '%s: on its page, and back; given back there, the credits go',
    async (name) => {
      const { page, excuse } = await product().visitAs(
        await product().register(),
        '/app/checkout?package=pro&currency=USD',
      );
      // The stand-ins' pages have no picture for the tab.
      excuse(/404/);
      await page.getByRole('radio', { name: new RegExp(`by ${name}`) }).check();
      await page.getByRole('button', { name: 'Pay $19.00' }).click();
      await page.getByRole('heading', { name: `${name} stand-in` }).waitFor();
      await page.getByRole('button', { name: 'Pay', exact: true }).click();
      await page.getByRole('heading', { name: 'Paid', level: 2 }).waitFor();
      const requestId = new URL(page.url()).searchParams.get('request_id') ?? '';
      await page.getByRole('link', { name: 'See the order' }).click();
      await page.getByRole('region', { name: 'Payments' }).getByText(`by ${name}`).waitFor();

      await page.goto(desk?.url ?? '');
      const line = page.getByRole('row').filter({ hasText: requestId });
      await line.getByRole('button', { name: 'Give all back' }).click();
      await page.goto('/app/orders');
      await page.getByRole('main').getByRole('listitem').getByText('Refunded').waitFor();
      await page.goto('/app/credits');
      await page.getByText(/^0 credits to spend$/).waitFor();
    },
  );

  test.each(['WeChat Pay', 'Alipay'])('%s: by the code on our page, with a phone', async (name) => {
    const visit = await product().visitAs(
      await product().register(),
      '/app/checkout?package=pro&currency=CNY',
    );
    const { page, excuse } = visit;
    excuse(/404/);
    await page.getByRole('radio', { name: new RegExp(`^${name}`) }).check();
    await page.getByRole('button', { name: 'Pay CN¥139.00' }).click();
    const phone = await openTab(visit);
    await phone.goto(await readCode(page));
    await phone.getByRole('heading', { name: `${name} stand-in` }).waitFor();
    await phone.getByRole('button', { name: 'Pay', exact: true }).click();
    await page.getByRole('heading', { name: 'Paid', level: 2 }).waitFor();
    await page.getByText('Credits to spend now').waitFor();
  });
});
