/** "Is it one of these? 1 … 2 …": reading the reply. Pure. */

/** The numbered titles of the assistant's last words, in order. */
export function titlesOf(words: string): string[] {
  return [...words.matchAll(/^(\d)\s(.{1,200})$/gmu)].map((match) => match[2]?.trim() ?? '');
}

const ORDINALS: Record<string, number> = { first: 1, second: 2, third: 3, one: 1, two: 2, three: 3 };

/** The title that the reply means: by number, ordinal or its own words; null when it means none. */
export function chosen(reply: string, titles: readonly string[]): string | null {
  if (titles.length === 0) return null;
  const words = reply
    .trim()
    .toLowerCase()
    .replace(/[.!)]+$/u, '');
  const number = /^(?:number |no\.? |#|option )?(\d)$/u.exec(words)?.[1];
  const ordinal = /^(?:the )?(first|second|third|one|two|three)(?: one)?$/u.exec(words)?.[1];
  const index = number ? Number(number) : ordinal ? ORDINALS[ordinal] : undefined;
  if (index !== undefined) return titles[index - 1] ?? null;
  return titles.find((title) => title.toLowerCase() === words) ?? null;
}
