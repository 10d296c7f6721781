import { byNamespace } from './by-namespace.ts';

/** What only pages of orders and their payment say, in this language. Understood by Vite only. */
export const texts = byNamespace(
  import.meta.glob<object>('./en/{orders,payments}/*.json', {
    eager: true,
    import: 'default',
  }),
);
