import { z } from 'zod';
import { refuseBackward } from '../../http/contract.ts';
import { adminOrderSearch } from '../admin/contract.ts';

export const OrdersExportQuery = z
  .strictObject({
    ...adminOrderSearch,
    format: z.enum(['csv', 'xlsx']).default('csv'),
    language: z
      .enum(['en', 'zh-CN'])
      .default('en')
      .meta({ description: 'Of headers, and of names of products' }),
  })
  .superRefine(refuseBackward);
export type OrdersExportQuery = z.infer<typeof OrdersExportQuery>;
