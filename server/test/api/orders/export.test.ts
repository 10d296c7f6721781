import { describe, expect, it } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import { useCreditsServer } from '../../harness/credits/credits-server.ts';
import { parseCsv } from '../../harness/http/csv.ts';
import { readSheet } from '../../harness/http/xlsx.ts';
import { registerUser } from '../../harness/identity/people.ts';
import { badFields } from '../../harness/metering/metering-server.ts';
import { giveBack, sell } from '../../harness/orders/orders-server.ts';

const node = useCreditsServer();

const titles = {
  en: 'Order,Created (UTC),Status,Account,E-mail,Items,Currency,Amount,Paid,Refunded,Net,Provider,Paid at (UTC),Provider’s payment,Test',
  'zh-CN':
    '订单号,下单时间（UTC）,状态,账户,邮箱,商品,币种,金额,已付,已退,净额,支付渠道,支付时间（UTC）,渠道流水号,测试',
};

async function bytesOf(query: string): Promise<{ headers: Headers; bytes: Uint8Array }> {
  const answer = await fetch(`${node().server.url}/api/admin/orders/export?${query}`, {
    headers: { authorization: `Bearer ${node().admin}` },
  });
  expect(answer.status).toBe(200);
  return { headers: answer.headers, bytes: new Uint8Array(await answer.arrayBuffer()) };
}

async function csvRows(query: string): Promise<string[][]> {
  return parseCsv(strFromU8((await bytesOf(query)).bytes).replace(/^\uFEFF/, ''));
}

async function xlsxRows(query: string): Promise<string[][]> {
  return readSheet((await bytesOf(`${query}&format=xlsx`)).bytes, 1);
}

/** Somebody whose orders are told from all others' by their address. */
async function someone(name = 'Somebody') {
  const buyer = await registerUser(node().server, { name });
  return { buyer, query: `q=${encodeURIComponent(buyer.user.email)}` };
}

describe('GET /admin/orders/export', () => {
  it.each(['en', 'zh-CN'] as const)('has the same rows in both formats, headers in %s', async (language) => {
    const { buyer, query } = await someone();
    const paidAt = '2025-03-01T12:00:00.000Z';
    const sale = await sell(node(), { buyer, amountMinor: 1_500, currency: 'KWD', paidAt });
    await giveBack(node(), sale, 5);
    const yen = await sell(node(), { buyer, amountMinor: 500, currency: 'JPY', paidAt });
    await sell(node(), { buyer, amountMinor: 13_900, currency: 'CNY' });

    const rows = await csvRows(`${query}&language=${language}`);
    expect(rows[0]).toEqual(titles[language].split(','));
    expect(await xlsxRows(`${query}&language=${language}`)).toEqual(rows);
    const [name, yes] = { en: ['Starter', 'yes'], 'zh-CN': ['入门', '是'] }[language];
    const { email } = buyer.user;
    expect(rows.slice(1).map(([, , ...rest]) => rest)).toEqual([
      ['pending', 'Somebody', email, name, 'CNY', '139.00', '0.00', '0.00', '0.00', 'sandbox', '', '', yes],
      [
        ...['paid', 'Somebody', email, name, 'JPY', '500', '500', '0', '500'],
        ...['sandbox', paidAt, yen.moneyId, yes],
      ],
      [
        ...['partially_refunded', 'Somebody', email, name, 'KWD', '1.500', '1.500', '0.005', '1.495'],
        ...['sandbox', paidAt, sale.moneyId, yes],
      ],
    ]);
  });

  it('is named after its days, and each format says what it is', async () => {
    const span = 'from=2026-10-01T00:00:00Z&to=2026-11-01T00:00:00Z';
    const { headers: csv } = await bytesOf(span);
    expect(csv.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.get('content-disposition')).toBe('attachment; filename="orders-2026-10-01-2026-10-31.csv"');
    const { headers: xlsx } = await bytesOf(`${span}&format=xlsx`);
    expect(xlsx.get('content-type')).toBe(
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    );
    expect(xlsx.get('content-disposition')).toBe('attachment; filename="orders-2026-10-01-2026-10-31.xlsx"');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\uFF1D1+1', ' =1', '"=1'])(
    'runs nothing of what somebody calls themselves: %j',
    async (name) => {
      const { buyer, query } = await someone(name);
      await sell(node(), { buyer });
      for (const rows of [await csvRows(query), await xlsxRows(query)]) {
        expect(rows[1]?.[3]).toBe(`'${buyer.account.name}`);
      }
    },
  );

  it('names products without running them, and writes what XML takes for its own', async () => {
    const { buyer, query } = await someone('<b>&"\'</b>');
    const name = { en: '=HYPERLINK("http://evil.example")', 'zh-CN': '<甲>&乙' };
    await sell(node(), { buyer, content: { name } });
    const rows = await xlsxRows(`${query}&language=zh-CN`);
    expect([rows[1]?.[3], rows[1]?.[5]]).toEqual(['<b>&"\'</b>', '<甲>&乙']);
    expect((await xlsxRows(query))[1]?.[5]).toBe(`'${name.en}`);
    expect(await csvRows(query)).toEqual(await xlsxRows(query));
  });

  it('is a workbook whose parts belong together, with nothing that a spreadsheet would compute', async () => {
    const { buyer, query } = await someone();
    await sell(node(), { buyer });
    const parts = unzipSync((await bytesOf(`${query}&format=xlsx&language=zh-CN`)).bytes);
    expect(Object.keys(parts).sort()).toEqual([
      '[Content_Types].xml',
      '_rels/.rels',
      'xl/_rels/workbook.xml.rels',
      'xl/workbook.xml',
      'xl/worksheets/sheet1.xml',
    ]);
    const sheet = strFromU8(parts['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
    expect(sheet).not.toMatch(/<f[ >]|<v>/);
    expect(strFromU8(parts['xl/workbook.xml'] ?? new Uint8Array())).toContain('name="订单"');
  });

  it('has a line of headers where there is nothing', async () => {
    expect(await csvRows('q=nobody-at-all')).toEqual([titles.en.split(',')]);
    expect(await xlsxRows('q=nobody-at-all')).toEqual([titles.en.split(',')]);
  });

  it.each([
    ['format', 'format=pdf'],
    ['language', 'language=de'],
    ['', 'limit=5'],
  ])('422 naming %s', async (field, query) => {
    expect(badFields(await node().get(`/admin/orders/export?${query}`, { token: node().admin }))).toEqual([
      field,
    ]);
  });
});
