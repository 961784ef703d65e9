/** An article in a channel's shape: cut at the end of a sentence, with its title and link, within the advised length. Pure. */
import { text } from '../../foundation/model/texts';
import type { AssistantRequest } from './assistant';

const SHORTEST = 40;

export interface Quoted {
  title: string;
  body: string;
  url: string | null;
}

/** Shorter and shorter until the channel carries it in what an answer may take. `make` with the letters that it may use. */
export function fitted(
  { advisedLength, fits }: Pick<AssistantRequest['channel'], 'advisedLength' | 'fits'>,
  make: (limit: number) => string,
): string {
  let limit = advisedLength;
  let made = make(limit);
  while (fits && !fits(made) && limit > SHORTEST) {
    limit = Math.max(SHORTEST, Math.floor(limit * 0.92));
    made = make(limit);
  }
  return made;
}

export function quote(article: Quoted, channel: AssistantRequest['channel'], language: string): string {
  const title = shown(article.title, channel.markup);
  const body = inMarkup(article.body.trim(), channel.markup);
  const least = channel.fits ? 30 : 80;
  const made = (named: string): string => {
    const link = article.url
      ? `\n${text('source', language, { title: named, url: article.url }).replace('  ', ' ')}`
      : '';
    // Where there is no link the title is the source.
    const head = article.url ? '' : `${title}: `;
    return fitted(
      channel,
      (limit) => `${head}${cutAtSentence(body, Math.max(least, limit - link.length - head.length))}${link}`,
    );
  };
  const whole = made(title);
  // Where the room is that small, the words of the article are worth more than its title.
  return channel.fits?.(whole) === false ? made('') : whole;
}

/** Markdown as a channel shows it: as it is, in WhatsApp's own marks, or as plain text. */
export function inMarkup(markdown: string, markup: AssistantRequest['channel']['markup']): string {
  switch (markup) {
    case 'plain':
      return plain(markdown);
    case 'whatsapp':
      return whatsapp(markdown);
    case 'markdown':
      return markdown;
  }
}

function shown(title: string, markup: AssistantRequest['channel']['markup']): string {
  return markup === 'whatsapp' ? `*${title}*` : markup === 'markdown' ? `**${title}**` : title;
}

/** The longest beginning that ends with a sentence, else with a word. */
export function cutAtSentence(body: string, limit: number): string {
  if (body.length <= limit) return body;
  const head = body.slice(0, limit);
  const sentence = Math.max(...['. ', '.\n', '! ', '? '].map((end) => head.lastIndexOf(end)));
  if (sentence > limit / 3) return head.slice(0, sentence + 1).trimEnd();
  return `${head.slice(0, Math.max(head.lastIndexOf(' '), limit / 2) - 1).trimEnd()}…`;
}

/** Markdown as a plain text: links by their words, no marks. */
function plain(markdown: string): string {
  return markdown
    .replace(/!\[[^\]]*\]\([^)]*\)/gu, '')
    .replace(/\[([^\]]+)\]\([^)]+\)/gu, '$1')
    .replace(/^#{1,6}\s+/gmu, '')
    .replace(/(\*\*|__|`)/gu, '')
    .replace(/^\s*[*+]\s+/gmu, '- ')
    .replace(/\n{2,}/gu, '\n')
    .trim();
}

function whatsapp(markdown: string): string {
  return plain(markdown.replace(/\*\*([^*\n]+)\*\*/gu, '\u0001$1\u0001')).replace(/\u0001/gu, '*');
}
