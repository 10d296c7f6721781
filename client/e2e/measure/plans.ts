import type { Page } from 'playwright-core';
import { signIn, type Credentials } from '../screenshots/demo.ts';

/** So many further plans on offer, with two features each. */
export async function makePlans(page: Page, admin: Credentials, count: number): Promise<void> {
  const { token } = await signIn(page, admin);
  for (let number = 1; number <= count; number += 1) {
    const answer = await page.request.post('/api/admin/products/plans', {
      headers: { authorization: `Bearer ${token}` },
      data: {
        code: `measured_${number}`,
        name: { en: `Measured ${number}`, 'zh-CN': `测量 ${number}` },
        description: { en: 'To be measured', 'zh-CN': '用于测量' },
        status: 'active',
        prices: [{ interval: 'month', amountMinor: 1_000 + number, currency: 'USD' }],
        features: [
          { code: 'articles_per_day', quota: 10 * number, resetPeriod: 'daily' },
          { code: 'llm_tokens', quota: 1_000 * number, resetPeriod: 'monthly' },
        ],
      },
    });
    if (!answer.ok()) throw new Error(`A plan was answered by ${answer.status()}: ${await answer.text()}`);
  }
}
