const quote = '"';
const backslash = 0x5c;
const colon = 0x3a;
const space = 0x20;

/**
 * Whether some object of this JSON text names a member twice: parsing it keeps the last one only and says nothing.
 * `value` is what the text was parsed to. Told by counting: the text then names more members than the value has.
 */
export function repeatsMember(text: string, value: unknown): boolean {
  return countNames(text) !== countMembers(value);
}

/** How many strings of valid JSON stand before a colon. Jumps from quote to quote, which costs little. */
function countNames(text: string): number {
  let count = 0;
  let at = text.indexOf(quote);
  while (at >= 0) {
    at = endOfString(text, at) + 1;
    while (text.charCodeAt(at) <= space) at += 1;
    if (text.charCodeAt(at) === colon) count += 1;
    at = text.indexOf(quote, at);
  }
  return count;
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf(quote, start + 1);
  while (isEscaped(text, end)) end = text.indexOf(quote, end + 1);
  return end;
}

/** An odd number of backslashes stands before it. */
function isEscaped(text: string, at: number): boolean {
  let start = at;
  while (text.charCodeAt(start - 1) === backslash) start -= 1;
  return (at - start) % 2 === 1;
}

/** How many members all objects in it have together. */
function countMembers(value: unknown): number {
  let count = 0;
  for (const one of objectsIn(value)) if (!Array.isArray(one)) count += Object.keys(one).length;
  return count;
}

/**
 * Whether some object of this JSON text has a member `__proto__`, which whoever copies it loses. A name may be written
 * with escapes, so those are looked into, too.
 */
export function namesPrototype(text: string, value: unknown): boolean {
  if (!text.includes('__proto__') && !text.includes('\\u')) return false;
  for (const one of objectsIn(value)) if (Object.hasOwn(one, '__proto__')) return true;
  return false;
}

/** All objects and arrays in it; walks without recursion, as JSON nests as deep as it is long. */
function* objectsIn(value: unknown): Generator<object> {
  const waiting = [value];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (typeof one !== 'object' || one === null) continue;
    yield one;
    for (const child of Object.values(one))
      if (typeof child === 'object' && child !== null) waiting.push(child);
  }
}
