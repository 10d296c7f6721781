import { sql } from 'kysely';
import type { Database } from '../../db/pool.ts';
import { invariant } from '../../lib/invariant.ts';
import type { FeatureKind, Plan, Unit } from '../contract.ts';

/** A feature as every part of the server needs it at hand. */
export interface FeatureSummary {
  code: string;
  name: Plan['name'];
  unit: Unit;
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
    select catalog.revision,
      coalesce((
        select jsonb_agg(
          jsonb_build_object(
            'id', plan.id, 'code', plan.code, 'name', content.name, 'description', content.description,
            'version', content.version, 'highlighted', content.highlighted, 'sales', content.sales,
            'contactUrl', content.contact_url, 'prices', content.prices,
            'features', content.features, 'credits', content.credits
          )
          order by plan.sort_order, plan.code collate public.by_number
        )
        from public.plans as plan
        join public.v_plan_contents as content
          on content.plan_id = plan.id and content.version = plan.current_version
        where plan.status = 'active'
      ), '[]') as plans,
      coalesce((
        select jsonb_agg(
          jsonb_build_object('code', feature.code, 'name', feature.name, 'unit', feature.unit, 'kind', feature.kind)
        )
        from public.features as feature
      ), '[]') as features
    from public.catalog_revision as catalog`.execute(db);
  invariant(rows[0], 'catalog_revision holds one row');
  return rows[0];
}

export async function readRevision(db: Database): Promise<number> {
  const { rows } = await sql<{ revision: number }>`select revision from public.catalog_revision`.execute(db);
  invariant(rows[0], 'catalog_revision holds one row');
  return rows[0].revision;
}
