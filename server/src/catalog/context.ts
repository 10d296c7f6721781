import type { Context } from '../base-context.ts';
import type { Catalog } from './cached/snapshot.ts';
import type { CatalogHooks } from './hooks.ts';

export interface CatalogContext extends Context {
  catalog: Catalog;
  catalogHooks: CatalogHooks;
}
