import pg from 'pg';
import { z } from 'zod';

// Loaded before the server by tests that kill it at a certain statement (NODE_OPTIONS=--import); nothing of the product
// knows of it. FAULT_POINT says where, once a process:
//   before     the statement that calls the function is not sent
//   after      its answer has come, its transaction is open
//   committed  the answer to the commit of its transaction has come (alone it is one), nothing was done with it

const Point = z.object({ phase: z.enum(['before', 'after', 'committed']), calls: z.string() });
const point = Point.parse(JSON.parse(process.env['FAULT_POINT'] ?? ''));
const called = `public.${point.calls}(`;
const Query = z.union([z.string(), z.object({ text: z.string() })]);

/** As by `kill -9`. */
const die = () => process.kill(process.pid, 'SIGKILL');
/** Connections with an open transaction, and those in whose it was called. */
const open = new WeakSet<object>();
const marked = new WeakSet<object>();

const prototype: { query: (this: object, ...values: unknown[]) => unknown } = pg.Client.prototype;
const { query } = prototype;
prototype.query = function (...values) {
  const read = Query.safeParse(values[0]);
  const text = !read.success ? '' : typeof read.data === 'string' ? read.data : read.data.text;
  const isCall = text.includes(called);
  if (isCall && point.phase === 'before') die();
  const answer = query.apply(this, values);
  if (/^(?:begin|start)\b/i.test(text)) open.add(this);
  const isEnd = /^(?:commit|rollback)\b/i.test(text);
  const isCommitted = (isEnd && marked.has(this)) || (isCall && !open.has(this));
  if (isCall) marked.add(this);
  if (isEnd) for (const connections of [open, marked]) connections.delete(this);
  if (point.phase === 'after' ? isCall && !isCommitted : isCommitted && point.phase === 'committed') {
    Promise.resolve(answer).then(die, () => undefined);
  }
  return answer;
};
