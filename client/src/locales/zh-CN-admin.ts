import { byNamespace } from './by-namespace.ts';

/** What only the admin's pages say, in this language. Understood by Vite only. */
export const texts = byNamespace(
  import.meta.glob<object>('./zh-CN/{catalog,credits-admin,health,insights,operations,orders-admin}/*.json', {
    eager: true,
    import: 'default',
  }),
);
