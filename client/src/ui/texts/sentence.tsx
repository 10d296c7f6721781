/** Marks of our own, which no name contains: a value may be any text, so no markup would be safe around it. */
const begin = '\uE000';
const end = '\uE001';

/** A value for a translated text, to be stressed where `Sentence` shows that. */
export function stressed(value: string): string {
  return `${begin}${value}${end}`;
}

/** A translated text, with what is `stressed` in it in bold. */
export function Sentence({ text }: { text: string }) {
  const parts = text.split(new RegExp(`${begin}(.*?)${end}`, 's'));
  return parts.map((part, index) => (index % 2 === 1 ? <strong key={index}>{part}</strong> : part));
}
