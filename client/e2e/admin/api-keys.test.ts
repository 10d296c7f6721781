import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { describeWithChromium } from '@meterstone/server/harness/browser/use-chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import { waitUntil } from '@meterstone/server/harness/clock/wait';
import { useProduct } from '../harness/product.ts';
import { toastOf } from '../harness/toasts.ts';

const run = promisify(execFile);

describeWithChromium('API keys', () => {
  const product = useProduct();

  test('come with an example that works on a fresh install', async () => {
    const { page } = await product().visitAsAdmin('/app/admin/api-keys/new');
    const drawer = page.getByRole('dialog', { name: 'Create an API key' });
    await drawer.getByLabel('Name').fill('importer');
    await drawer.getByLabel('Manage accounts').check();
    await drawer.getByRole('button', { name: 'Create key' }).click();
    const created = page.getByRole('dialog', { name: 'The key “importer”' });
    await created.getByText('The first call brings a customer, the second records one use of it.').waitFor();
    const code = created.getByLabel('curl', { exact: true });
    await code.getByText('"featureCode":"articles"').waitFor();
    expect(await code.evaluate((pre) => pre.scrollWidth <= pre.clientWidth)).toBe(true);
    const { stdout } = await run('sh', ['-ec', await code.innerText()]);
    expect(stdout).toContain('"name":"First customer"');
    expect(stdout).toContain('"used":1');
    const node = await created.getByLabel('Node.js', { exact: true }).innerText();
    const { stdout: printed } = await run(process.execPath, ['--input-type=module', '--eval', node]);
    expect(printed).toMatch(/^200 .*201 /s);
  });

  test('are shown once, work at once, and are refused once revoked', async () => {
    const person = await product().register();
    const { page } = await product().visitAsAdmin('/app/admin/api-keys', {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await page
      .getByRole('button', { name: 'Create API key' })
      .or(page.getByRole('link', { name: 'Create API key' }))
      .click();
    const drawer = page.getByRole('dialog', { name: 'Create an API key' });
    await drawer.getByRole('button', { name: 'Create key' }).click();
    await drawer.getByText('Fill this in').waitFor();
    await drawer.getByLabel('Name').fill('shop');
    await drawer.getByRole('button', { name: 'Create key' }).click();

    const created = page.getByRole('dialog', { name: 'The key “shop”' });
    await created.getByText('This is the only time you see this key').waitFor();
    await created.getByRole('button', { name: 'Copy key' }).click();
    await created.getByRole('button', { name: 'Copied', exact: true }).waitFor();
    const key = await page.evaluate(() => navigator.clipboard.readText());
    expect(key).toMatch(/^msk_/);
    await created.getByText(key, { exact: true }).first().waitFor();
    expect(await created.getByLabel('curl', { exact: true }).innerText()).toContain(key);
    expect(await created.getByLabel('Node.js', { exact: true }).innerText()).toContain('fetch(');
    // Nothing but the button that says so closes it.
    await page.keyboard.press('Escape');
    await created.getByRole('button', { name: 'I have copied it' }).click();
    await created.waitFor({ state: 'detached' });
    await page.waitForURL('**/app/admin/api-keys');
    await expectSoon(() => page.getByText(key).count(), 0);

    const record = () =>
      fetch(`${product().server.url}/api/usage/record`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ accountId: person.account.id, featureCode: 'articles' }),
      });
    expect((await record()).status).toBe(201);

    const row = page.getByRole('row').filter({ hasText: 'shop' });
    await row.getByRole('button', { name: 'Revoke shop' }).click();
    const question = page.getByRole('dialog', { name: 'Revoke the key “shop”?' });
    await question.getByText('Applications that use it are refused at once.').waitFor();
    await question.getByRole('button', { name: 'Revoke shop' }).click();
    await toastOf(page, 'The key “shop” is revoked.');
    await row.getByText(/^Revoked/).waitFor();
    await waitUntil(async () => (await record()).status === 401);
  });
});
