/** Of FNV-1a with 128 bits. */
const start = 0x6c62272e07bb014262b821756295c58dn;
const prime = 0x0000000001000000000000000000013bn;

/**
 * The key of a file: always the same for the same content, so that it gives once, also after the page was loaded anew.
 * Not `crypto.subtle`, which browsers keep from plain http beyond localhost; two files that meet are refused by the
 * server, which knows what came with a key.
 */
export function importKeyOf(text: string): string {
  let hash = start;
  for (const byte of new TextEncoder().encode(text))
    hash = BigInt.asUintN(128, (hash ^ BigInt(byte)) * prime);
  return `file-${hash.toString(16).padStart(32, '0')}`;
}
