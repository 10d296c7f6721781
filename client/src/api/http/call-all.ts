import type { z } from 'zod';
import { callPage } from './client.ts';

/** As many as the API gives at once. */
const most = 100;

/** Every item of a list that is short by its nature. */
export async function callAll<Item extends z.ZodType>(
  listPath: string,
  output: Item,
  signal: AbortSignal,
): Promise<z.output<Item>[]> {
  const items: z.output<Item>[] = [];
  for (;;) {
    const query = { limit: most, offset: items.length };
    const page = await callPage({ path: listPath, query, output, signal });
    items.push(...page.items);
    if (page.items.length === 0 || items.length >= page.total) return items;
  }
}
