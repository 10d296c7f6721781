import { byNamespace } from './by-namespace.ts';

/** Every text of the app in this language: whatever file there is. Understood by Vite only. */
export const texts = byNamespace(
  import.meta.glob<object>('./zh-CN/*/*.json', { eager: true, import: 'default' }),
);
