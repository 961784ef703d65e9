/** Canned replies in a text: where one is being named, what its placeholders become, and which still stand for nothing. Pure. */

export interface Naming {
  /** Of the stroke. */
  start: number;
  /** What was typed after it. */
  name: string;
}

/** A stroke at the beginning of a word, and the letters up to the caret. */
export function namingAt(text: string, caret: number): Naming | null {
  const [, name] = /(?:^|\s)\/([\p{L}\p{N}_-]{0,40})$/u.exec(text.slice(0, caret)) ?? [];
  return name === undefined ? null : { start: caret - name.length - 1, name };
}

const PLACEHOLDER = /\{\{\s*(contact\.name|agent\.name)\s*\}\}/;
const PLACEHOLDERS = new RegExp(PLACEHOLDER, 'g');

export type Known = Record<'contact.name' | 'agent.name', string | null>;

/** What nobody knows stays as it is, for the agent to see. */
export function filled(text: string, known: Known): string {
  return text.replace(PLACEHOLDERS, (written, name: keyof Known) => known[name] ?? written);
}

/** The first placeholder that stands for nothing yet. */
export function unfilled(text: string): { written: string; start: number } | null {
  const found = PLACEHOLDER.exec(text);
  return found ? { written: found[0], start: found.index } : null;
}
