import type { Context } from '../base-context.ts';

/**
 * One value for each running node, made when first asked for. Two nodes in one process (tests, examples) thus never
 * share what they remember of their databases.
 */
export function perNode<Ctx extends Pick<Context, 'pool'>, Value>(
  create: (ctx: Ctx) => Value,
): (ctx: Ctx) => Value {
  // By the pool, since contexts are copied and extended while a node is put together.
  const values = new WeakMap<Context['pool'], { value: Value }>();
  return (ctx) => {
    let entry = values.get(ctx.pool);
    if (!entry) {
      entry = { value: create(ctx) };
      values.set(ctx.pool, entry);
    }
    return entry.value;
  };
}
