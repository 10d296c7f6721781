import type { Principal } from '../../http/access/principal.ts';
import { exportPageSize, nameExport, readPages, writeCsvPages } from '../../http/file-export.ts';
import type { IdentityContext } from '../../identity/service.ts';
import { csvRow } from '../../lib/csv.ts';
import { writeXlsx } from '../../lib/xlsx.ts';
import { columns } from './columns.ts';
import type { OrdersExportQuery } from './contract.ts';
import { selectExportedOrders, type ExportedOrder } from './queries.ts';

const mediaTypes = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;
export const exportMediaTypes = [mediaTypes.csv, mediaTypes.xlsx] as const;

const sheets = { en: 'Orders', 'zh-CN': '订单' };

/**
 * Everybody's orders that match as a file, newest first, made while they are read: each page is of its own moment,
 * and no more than one of them is in memory. Fails before the first line where Postgres can't be asked.
 */
export async function exportOrders(
  ctx: Pick<IdentityContext, 'db' | 'readLines'>,
  principal: Principal,
  { format, language, ...search }: OrdersExportQuery,
): Promise<{ file: AsyncIterable<string | Uint8Array>; fileName: string; mediaType: string }> {
  const limit = exportPageSize;
  const pages = {
    first: await selectExportedOrders(ctx.db, { ...search, limit }),
    readAfter: ({ id }: ExportedOrder) => selectExportedOrders(ctx.db, { ...search, beforeId: id, limit }),
  };
  const toCells = (order: ExportedOrder) => columns.map(({ read }) => read(order, language));
  const titles = columns.map((column) => column.titles[language]);
  const file =
    format === 'csv'
      ? writeCsvPages(ctx, principal, { ...pages, columns: titles, toRow: (order) => csvRow(toCells(order)) })
      : writeXlsx({
          sheet: sheets[language],
          columns: columns.map(({ titles: of, width }) => ({ title: of[language], width })),
          rows: cellsOf(readPages(ctx, principal, pages), toCells),
        });
  return { file, fileName: nameExport('orders', search, 'UTC', format), mediaType: mediaTypes[format] };
}

async function* cellsOf(
  pages: AsyncIterable<readonly ExportedOrder[]>,
  toCells: (order: ExportedOrder) => (string | null)[],
): AsyncGenerator<(string | null)[][]> {
  for await (const page of pages) yield page.map(toCells);
}
