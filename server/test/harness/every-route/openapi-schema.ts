import { z } from 'zod';
import type { JsonSchema } from './sample.ts';

/**
 * What of OpenAPI 3.1 our document uses, strictly: what the specification does not know, or wants and does not get,
 * is refused (https://spec.openapis.org/oas/v3.1.0). Each schema is put to zod's reader of JSON Schema 2020-12.
 */
const Schema = z.custom<JsonSchema>((value) => {
  if (typeof value !== 'object' || value === null) return false;
  // Alone, a schema can't see what it refers to; references are followed elsewhere.
  const alone = JSON.stringify(value).replaceAll(/"\$ref":"[^"]*"/g, '"description":"a reference"');
  z.fromJSONSchema(JSON.parse(alone));
  return true;
}, 'is no JSON Schema');

const Reference = z.strictObject({ $ref: z.string().regex(/^#\/components\/\w+\/[\w.-]+$/) });
const Header = z.strictObject({ description: z.string().optional(), schema: Schema });
const Content = z.record(z.string().regex(/^\w+\/[\w+.-]+$/), z.strictObject({ schema: Schema }));

const Parameter = z
  .strictObject({
    in: z.enum(['path', 'query', 'header']),
    name: z.string().min(1),
    description: z.string().optional(),
    required: z.boolean().optional(),
    schema: Schema,
  })
  .refine((parameter) => parameter.in !== 'path' || parameter.required, 'path parameters are required');

const Response = z.strictObject({
  description: z.string().min(1),
  headers: z.record(z.string(), Header).optional(),
  content: Content.optional(),
});

const Operation = z.strictObject({
  operationId: z.string().regex(/^[a-z]\w*$/),
  tags: z.array(z.string()).length(1),
  summary: z.string().min(1),
  description: z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  parameters: z.array(Parameter).optional(),
  requestBody: z.strictObject({ required: z.boolean(), content: Content }).optional(),
  responses: z.record(z.string().regex(/^[1-5]\d\d$/), z.union([Reference, Response])),
});

const componentName = z.string().regex(/^[\w.-]+$/);

export const OpenApiDocument = z.strictObject({
  openapi: z.string(),
  info: z.strictObject({
    title: z.string(),
    version: z.string(),
    description: z.string(),
    license: z.strictObject({ name: z.string(), identifier: z.string() }),
  }),
  servers: z.array(z.strictObject({ url: z.string(), description: z.string() })),
  tags: z.array(z.strictObject({ name: z.string() })),
  paths: z.record(
    z.string().startsWith('/'),
    z.partialRecord(z.enum(['get', 'post', 'put', 'patch', 'delete']), Operation),
  ),
  components: z.strictObject({
    schemas: z.record(componentName, Schema),
    responses: z.record(componentName, Response),
    securitySchemes: z.strictObject({
      bearer: z.strictObject({
        type: z.literal('http'),
        scheme: z.literal('bearer'),
        description: z.string(),
      }),
    }),
  }),
});
export type OpenApiDocument = z.infer<typeof OpenApiDocument>;
