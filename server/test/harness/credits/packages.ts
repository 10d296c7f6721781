import { AdminPackageDetail } from '../../../src/credits/packages/contract.ts';
import type { ApiNode } from '../http/api-node.ts';

/** What a package holds that tests say nothing of. */
export const aPackage = {
  name: { en: 'Starter', 'zh-CN': '入门' },
  description: { en: 'To begin with', 'zh-CN': '开始使用' },
  credits: 100,
  validityDays: 30,
  prices: [{ amountMinor: 990, currency: 'USD' }],
};

let made = 0;

/** An active package of its own; what was answered. */
export async function offerPackage(server: ApiNode, content: object = {}): Promise<AdminPackageDetail> {
  made += 1;
  const body = { code: `package-${made}`, ...aPackage, status: 'active', ...content };
  return AdminPackageDetail.parse(
    await server.done(server.post('/admin/products/packages', body, { token: server.admin })),
  );
}
