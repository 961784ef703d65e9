/** A customer's words for the agent's own phone or mailbox: short enough for it, and honest about what it does not carry. Pure. */

/** A long text message takes some 1,600 characters; the code and the remark need a few. */
const LONGEST = { phone: 1_400, mail: 50_000 };
export type Way = keyof typeof LONGEST;

export function relayText(
  code: number | null,
  said: { text: string; media: boolean; files: boolean },
  way: Way,
): string {
  const words =
    said.text.length > LONGEST[way]
      ? `${said.text.slice(0, LONGEST[way]).trimEnd()} … (the rest is in the inbox)`
      : said.text;
  const rest = said.media
    ? '(with something that cannot be shown here; see the inbox)'
    : said.files
      ? '(a file follows)'
      : '';
  // By mail the subject says which customer.
  const head = way === 'mail' ? '' : `#${code ?? 0}: `;
  return `${head}${[words, rest].filter(Boolean).join(' ') || '(an empty message)'}`;
}
