import { randomUUID } from 'node:crypto';
import { AdminPackageDetail, type PackageDraft } from '@meterstone/server/contract/credits/packages';
import { asAdmin } from './api.ts';
import type { Product } from './product.ts';

/** A package on offer that nobody else edits: 100 credits for 30 days at $9.90, unless told otherwise. */
export async function makePackage(
  product: Product,
  name: string,
  changes: Partial<Pick<PackageDraft, 'code' | 'credits' | 'dailyCredits' | 'prices'>> = {},
): Promise<AdminPackageDetail> {
  const made = await asAdmin(product, 'POST', '/admin/products/packages', {
    code: `package_${randomUUID().replaceAll('-', '_')}`,
    name: { en: name, 'zh-CN': name },
    description: { en: 'To begin with', 'zh-CN': '开始使用' },
    credits: 100,
    validityDays: 30,
    prices: [{ amountMinor: 990, currency: 'USD' }],
    status: 'active',
    ...changes,
  });
  return AdminPackageDetail.parse(made);
}
