import { action, featureCode, planCode } from './world.ts';

/** As much of JSON Schema as our document uses. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  minItems?: number;
  minimum?: number;
  minLength?: number;
  pattern?: string;
  format?: string;
}

/** Values for strings whose schema can't say all that the server asks of them. */
const byName: Record<string, string> = {
  action,
  featureCode,
  planCode,
  currency: 'USD',
  timeZone: 'Asia/Kathmandu',
  locale: 'en',
};
/** Values that go with those of other fields: a plan with prices is priced, and has no contact. */
const besideOthers: Record<string, unknown> = { sales: 'priced', contactUrl: null };
const byFormat: Record<string, string> = {
  uuid: '01900000-0000-7000-8000-000000000000',
  email: 'sample@example.com',
  'date-time': '2026-01-02T03:04:05Z',
  uri: 'https://example.com/',
};

/** A request's part as the schema wants it, with every field it may have; refs are looked up in `schemas`. */
export function sampleOf(schema: JsonSchema, schemas: Record<string, JsonSchema>, name = ''): unknown {
  if (Object.hasOwn(besideOthers, name)) return besideOthers[name];
  if (schema.$ref !== undefined) {
    const target = schemas[schema.$ref.replace('#/components/schemas/', '')];
    if (!target) throw new Error(`There is no ${schema.$ref}`);
    return sampleOf(target, schemas, name);
  }
  if ('const' in schema) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [first] = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [];
  if (first) return sampleOf(first, schemas, name);
  // A nullable one has both types; null comes last.
  switch ([schema.type].flat()[0]) {
    case 'object':
      return sampleObject(schema, schemas);
    case 'array':
      return schema.items ? [sampleOf(schema.items, schemas, name)] : [];
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, 1);
    case 'boolean':
      return true;
    case 'null':
      return null;
    case 'string':
      return sampleText(schema, name);
    default:
      return 'anything';
  }
}

function sampleObject(
  { properties, additionalProperties }: JsonSchema,
  schemas: Record<string, JsonSchema>,
): Record<string, unknown> {
  const sample: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(properties ?? {})) sample[key] = sampleOf(value, schemas, key);
  if (typeof additionalProperties === 'object') sample['sample'] = sampleOf(additionalProperties, schemas);
  return sample;
}

function sampleText({ pattern, format, minLength = 0 }: JsonSchema, name: string): string {
  if (pattern?.includes('ext:')) return 'ext:sample';
  return byName[name] ?? byFormat[format ?? ''] ?? 'sample'.padEnd(minLength, '-sample');
}
