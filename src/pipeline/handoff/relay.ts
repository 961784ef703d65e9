/** A customer's words for the agent's own phone: short enough for it, and honest about what it does not carry. Pure. */

/** A long text message takes some 1,600 characters; the code and the remark need a few. */
const LONGEST = 1_400;

export function relayText(code: number | null, said: { text: string; media: boolean }): string {
  const words =
    said.text.length > LONGEST ? `${said.text.slice(0, LONGEST).trimEnd()} … (the rest is in the inbox)` : said.text;
  const rest = said.media ? '(with something that cannot be shown here; see the inbox)' : '';
  return `#${code ?? 0}: ${[words, rest].filter(Boolean).join(' ') || '(an empty message)'}`;
}
