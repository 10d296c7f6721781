import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { startAllProviders, type AllProviders } from '@meterstone/server/stand-ins/all';
import { ownAddress } from '../harness/own-address.ts';
import { makePackage } from '../harness/packages.ts';
import { useProduct } from '../harness/product.ts';
import { readCode } from '../harness/qr-code.ts';

let providers: AllProviders | undefined;

/** WeChat Pay and Alipay only, besides the sandbox; all at the addresses that the browser uses. */
async function settings(): Promise<Record<string, string>> {
  providers = await startAllProviders();
  const { env } = providers;
  const settings = Object.entries(env).filter(([name]) => /^(WECHAT|ALIPAY)_/.test(name));
  return { ...Object.fromEntries(settings), ...(await ownAddress()) };
}

describeWithChromium('a code to scan', () => {
  const product = useProduct(settings);
  afterAll(() => providers?.stop());
  beforeAll(async () => {
    const prices = [{ amountMinor: 13_900, currency: 'CNY' }];
    await makePackage(product(), 'Yuan', { code: 'yuan', prices });
  });

  test('is drawn in the page, which counts down, and says at once that it was paid', async () => {
    const { page } = await product().visitAs(await product().register(), '/app/checkout?package=yuan');
    await page.getByRole('radio', { name: /^WeChat Pay/ }).check();
    await page.getByRole('button', { name: /^Pay CN¥139\.00/ }).click();
    await page.waitForURL('**/app/checkout/result?request_id=*');
    const requestId = new URL(page.url()).searchParams.get('request_id') ?? '';
    expect(await readCode(page)).toBe(`weixin://wxpay/bizpayurl?pr=${requestId}`);
    await page.getByText(/^The code is good for \d+:\d\d$/).waitFor();

    providers?.wechat.pay(requestId);
    await page.getByRole('heading', { name: 'Paid', level: 2 }).waitFor();
    await page.getByText('Credits to spend now').waitFor();
  });

  test('that is not scanned can be given up for another way to pay', async () => {
    const { page } = await product().visitAs(await product().register(), '/app/checkout?package=yuan');
    await page.getByRole('radio', { name: /^Alipay/ }).check();
    await page.getByRole('button', { name: /^Pay CN¥139\.00/ }).click();
    await page.getByRole('img', { name: 'QR code to pay with Alipay' }).waitFor();
    await page.getByRole('link', { name: 'On this phone? Open Alipay' }).waitFor();
    await page.getByRole('link', { name: 'Pay in another way' }).click();
    await page.getByRole('radio', { name: /^Sandbox/ }).check();
    await page.getByRole('button', { name: /^Pay CN¥139\.00/ }).click();
    await page.getByRole('heading', { name: 'Sandbox payment' }).waitFor();
  });
});
