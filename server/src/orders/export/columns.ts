import { decimalText } from '../../lib/currencies.ts';
import type { OrdersExportQuery } from './contract.ts';
import type { ExportedOrder } from './queries.ts';

type Language = OrdersExportQuery['language'];

interface Column {
  titles: Record<Language, string>;
  /** In characters, where a file can say so. */
  width: number;
  read: (order: ExportedOrder, language: Language) => string | null;
}

const money = (read: (order: ExportedOrder) => number) => (order: ExportedOrder) =>
  decimalText(read(order), order.currency);

/** The columns of the file; sums are exact, in whole units of their currency with all its places, times are of UTC. */
export const columns: readonly Column[] = [
  { titles: { en: 'Order', 'zh-CN': '订单号' }, width: 25, read: (order) => order.orderNumber },
  {
    titles: { en: 'Created (UTC)', 'zh-CN': '下单时间（UTC）' },
    width: 25,
    read: (order) => order.createdAt.toISOString(),
  },
  { titles: { en: 'Status', 'zh-CN': '状态' }, width: 18, read: (order) => order.status },
  { titles: { en: 'Account', 'zh-CN': '账户' }, width: 24, read: (order) => order.accountName },
  { titles: { en: 'E-mail', 'zh-CN': '邮箱' }, width: 30, read: (order) => order.accountEmail },
  {
    titles: { en: 'Items', 'zh-CN': '商品' },
    width: 40,
    read: (order, language) => itemsText(order, language),
  },
  { titles: { en: 'Currency', 'zh-CN': '币种' }, width: 9, read: (order) => order.currency },
  { titles: { en: 'Amount', 'zh-CN': '金额' }, width: 12, read: money((order) => order.amountMinor) },
  { titles: { en: 'Paid', 'zh-CN': '已付' }, width: 12, read: money(paidOf) },
  { titles: { en: 'Refunded', 'zh-CN': '已退' }, width: 12, read: money(refundedOf) },
  {
    titles: { en: 'Net', 'zh-CN': '净额' },
    width: 12,
    read: money((order) => paidOf(order) - refundedOf(order)),
  },
  { titles: { en: 'Provider', 'zh-CN': '支付渠道' }, width: 12, read: (order) => order.provider },
  {
    titles: { en: 'Paid at (UTC)', 'zh-CN': '支付时间（UTC）' },
    width: 25,
    read: (order) => order.paidAt?.toISOString() ?? null,
  },
  {
    titles: { en: 'Provider’s payment', 'zh-CN': '渠道流水号' },
    width: 30,
    read: (order) => order.providerPaymentId,
  },
  {
    titles: { en: 'Test', 'zh-CN': '测试' },
    width: 7,
    read: (order, language) => (order.isTest ? { en: 'yes', 'zh-CN': '是' }[language] : null),
  },
];

function paidOf({ isKept, amountMinor }: ExportedOrder): number {
  return isKept ? amountMinor : 0;
}

/** What came for nothing and went back was no revenue. */
function refundedOf({ isKept, refundedMinor }: ExportedOrder): number {
  return isKept ? refundedMinor : 0;
}

function itemsText({ items }: ExportedOrder, language: Language): string {
  return items
    .map(({ name, quantity }) => {
      const text = name[language] ?? name['en'] ?? Object.values(name)[0] ?? '';
      return quantity === 1 ? text : `${quantity} × ${text}`;
    })
    .join('; ');
}
