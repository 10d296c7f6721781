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

/** How many members all objects in it have together; walks without recursion, as JSON nests as deep as it is long. */
function countMembers(value: unknown): number {
  const waiting = [value];
  let count = 0;
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (typeof one !== 'object' || one === null) continue;
    const inner: unknown[] = Object.values(one);
    if (!Array.isArray(one)) count += inner.length;
    for (const child of inner) if (typeof child === 'object' && child !== null) waiting.push(child);
  }
  return count;
}
