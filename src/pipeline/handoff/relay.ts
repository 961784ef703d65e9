/** A customer's words for the agent's own phone or mailbox: short enough for it, and honest about what it does not carry. Pure. */
import { consoleText } from '../../foundation/model/console-texts';
import type { Language } from '../../foundation/model/texts';

/** A long text message takes some 1,600 characters; the code and the remark need a few. */
const LONGEST = { phone: 1_400, mail: 50_000 };
export type Way = keyof typeof LONGEST;

/** `media`: something that no phone shows, as a place. `files`: they follow by themselves. */
export function relayText(
  code: number | null,
  said: { text: string; media: boolean; files: boolean },
  way: Way,
  language: Language,
): string {
  const words =
    said.text.length > LONGEST[way]
      ? `${said.text.slice(0, LONGEST[way]).trimEnd()} … ${consoleText('in_inbox', language)}`
      : said.text;
  const rest = said.media ? 'not_shown' : said.files ? 'file_follows' : null;
  // By mail the subject says which customer.
  const head = way === 'mail' ? '' : `#${code ?? 0}: `;
  const parts = [words, ...(rest ? [consoleText(rest, language)] : [])];
  return `${head}${parts.filter(Boolean).join(' ') || consoleText('empty', language)}`;
}
