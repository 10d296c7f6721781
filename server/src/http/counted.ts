/** `1 credit`, `2 credits`: for texts in English, as an API's details are. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
