import { Fragment, type ReactNode } from 'react';

/** A mark of our own, which no text contains. */
const mark = '\uE002';

/** A value for a translated text: the gap in which `Filled` shows the part of that name. */
export function gap(name: string): string {
  return `${mark}${name}${mark}`;
}

/** A translated text, with parts of the page in its gaps. */
export function Filled({ text, parts }: { text: string; parts: Readonly<Record<string, ReactNode>> }) {
  return text
    .split(mark)
    .map((piece, index) => <Fragment key={index}>{index % 2 === 1 ? parts[piece] : piece}</Fragment>);
}
