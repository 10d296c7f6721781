import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import { invariant } from '../../lib/invariant.ts';
import type { FeatureKind, Plan } from '../contract.ts';

/** A feature as every part of the server needs it at hand. */
export interface FeatureSummary {
  code: string;
  name: Plan['name'];
  unit: string;
  kind: FeatureKind;
}

export interface CatalogRow {
  revision: number;
  plans: Plan[];
  features: FeatureSummary[];
}

/** The active plans in order, all features, and the revision that they are of: one statement, so one snapshot. */
export async function readCatalog(db: Database): Promise<CatalogRow> {
  const { rows } = await sql<CatalogRow>`
    select r.revision,
      coalesce((
        select jsonb_agg(
          jsonb_build_object(
            'id', p.id, 'code', p.code, 'name', c.name, 'description', c.description, 'version', c.version,
            'highlighted', c.highlighted, 'prices', c.prices, 'features', c.features
          )
          order by p.sort_order, p.code
        )
        from public.plans p
        join public.v_plan_contents c on c.plan_id = p.id and c.version = p.current_version
        where p.status = 'active'
      ), '[]') as plans,
      coalesce((
        select jsonb_agg(jsonb_build_object('code', f.code, 'name', f.name, 'unit', f.unit, 'kind', f.kind))
        from public.features f
      ), '[]') as features
    from public.catalog_revision r`.execute(db);
  invariant(rows[0], 'catalog_revision holds one row');
  return rows[0];
}

export async function readRevision(db: Database): Promise<number> {
  const { rows } = await sql<{ revision: number }>`select revision from public.catalog_revision`.execute(db);
  invariant(rows[0], 'catalog_revision holds one row');
  return rows[0].revision;
}
