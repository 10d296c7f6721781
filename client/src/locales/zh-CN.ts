import { byNamespace } from './by-namespace.ts';

/** Every text of the app in this language, but what only some pages say. Understood by Vite only. */
export const texts = byNamespace(
  import.meta.glob<object>(
    [
      './zh-CN/*/*.json',
      '!./zh-CN/{catalog,credits-admin,health,insights,operations}/*.json',
      '!./zh-CN/{orders,orders-admin,payments}/*.json',
    ],
    {
      eager: true,
      import: 'default',
    },
  ),
);
