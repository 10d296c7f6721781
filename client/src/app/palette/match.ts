/** Somewhere to go: a page, a plan, an account. */
export interface Entry {
  /** Where it leads, below `/app`; no other entry leads there. */
  path: string;
  label: string;
  /** What tells it from one of the same name. */
  note?: string | undefined;
  /** By what else it is found: its code, its name in the other language. */
  also?: readonly string[];
}

export interface EntryGroup {
  label: string;
  entries: readonly Entry[];
}

/** Those in which each of the words occurs, and those first whose name begins with them. */
export function matching(entries: readonly Entry[], typed: string): Entry[] {
  const text = plain(typed);
  const words = text.split(/\s+/);
  return entries
    .filter(({ label, note = '', also = [] }) => {
      const said = plain([label, note, ...also].join('\n'));
      return words.every((word) => said.includes(word));
    })
    .sort((one, other) => Number(begins(other, text)) - Number(begins(one, text)));
}

function begins({ label }: Entry, text: string): boolean {
  return plain(label).startsWith(text);
}

/** As it is compared: also full-width letters, which Chinese keyboards write. */
function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim();
}
