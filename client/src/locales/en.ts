import { byNamespace } from './by-namespace.ts';

/** Every text of the app in this language, but what only the admin's pages say. Understood by Vite only. */
export const texts = byNamespace(
  import.meta.glob<object>(['./en/*/*.json', '!./en/{health,operations}/*.json'], {
    eager: true,
    import: 'default',
  }),
);
