/**
 * What somebody wrote in a mail, and what only came along: quoted mails, attribution lines, signatures, disclaimers. Pure.
 *
 * Mail programs mark the quoted mail in four ways: `>` before its lines, an attribution ("On … wrote:"), a block of headers, a divider.
 * Nothing is thrown away: what is not visible is folded. When nothing would be left, all is visible: better too much than nothing.
 */

export interface VisibleReply {
  text: string;
  /** Everything else, in its order; empty when nothing was folded. */
  folded: string;
}

/** Verbs that end an attribution, in the languages whose programs write them. */
const WROTE =
  'wrote|writes|said|sent|posted|a écrit|schrieb|hat geschrieben|escribió|ha scritto|scrive|schreef|geschreven|escreveu|skrev|napisał(?:\\(a\\)|a)?|pisze|kirjoitti|написал(?:\\(а\\)|а)?|пише|пишет|написав|đã viết|yazdı|έγραψε|写道|寫道|のメール|さんは書きました|작성';
/** How an attribution begins: a word that stands before a date. */
const BEGINS = 'On|At|Le|Am|El|Il|Op|Em|Den|På|Dnia|W dniu|Vào|Pe|A|V|Dne|Dana|В|У|Στις|Il giorno|Il|Em|Le';
/** A date or a time of day, but no network address. */
const DATE =
  '(?:(?<![\\d.])\\d{1,4}[./-]\\d{1,2}[./-]\\d{1,4}(?![.\\d]*\\.\\d)|\\b(?:19|20)\\d{2}\\b|(?<![\\d.])\\d{1,2}[:.]\\d{2}(?![\\d.]*\\d\\.)|\\b\\d{1,2}\\.? ?[\\p{L}]{3,10}\\b)';
const ADDRESS = '[^\\s<>()"\']{1,200}@[^\\s<>()"\']{1,200}';

const ATTRIBUTIONS: readonly RegExp[] = [
  // On 3 May, Ada <ada@example.org> wrote: · Am 03.05.2016 schrieb Ada: · ---- On … wrote ----
  new RegExp(
    `^(?:-{2,}\\s*)?(?:${BEGINS})(?=[\\s,])(?=.*${DATE}).{4,400}(?:^|[\\s>),"])(?:${WROTE})(?![\\p{L}]).{0,120}[:：-]*\\s*$`,
    'iu',
  ),
  // Ada <ada@example.org> wrote: · Ada <…> schrieb am Fr., 28. Apr. um 11:53 Uhr:
  new RegExp(`^.{0,120}<?(?:mailto:)?${ADDRESS}\\s*>?.{0,60}\\s(?:${WROTE})(?![\\p{L}]).{0,60}[:：]\\s*$`, 'iu'),
  // 2013/7/20 Ada <ada@example.org> · 20 окт. 2016 г. 19:37 … написал:
  new RegExp(`^\\d{1,4}[./-]\\d{1,2}[./-]\\d{1,4}\\b.{0,160}(?:<\\s*${ADDRESS}\\s*>|GMT[+-]\\d).{0,60}:?\\s*$`, 'iu'),
  new RegExp(
    `^(?:\\p{L}{2,10}[.,]?\\s)?\\d{1,2}\\.? \\p{L}{3,10}\\.?,? \\d{4}.{0,200}\\s(?:${WROTE})(?![\\p{L}]).{0,120}[:：]\\s*$`,
    'iu',
  ),
  // ---- Ada wrote ----
  new RegExp(`^-{2,}.{1,120}\\s(?:${WROTE})\\s*-{2,}\\s*$`, 'iu'),
  // A date and an address, and a colon at the end: whatever the language.
  new RegExp(
    `^(?=.*${DATE})(?=.*(?<![\\d.])\\d{1,2}[:.]\\d{2}(?!\\d|\\.\\d)).{0,200}[<(]\\s*${ADDRESS}\\s*[>)].{0,80}[:：]\\s*$`,
    'iu',
  ),
];
/** An attribution may be broken over so many lines. */
const WRAPPED = 4;

const DIVIDER =
  /^[\s>*_]*[-_=]{2,}[\s*]*(?:original (?:message|mail|appointment)|forwarded (?:message|by)|begin forwarded message|reply message|ursprüngliche nachricht|weitergeleitete nachricht|original-?nachricht|message d['’]origine|message original|message transféré|mensaje original|mensaje reenviado|messaggio originale|messaggio inoltrato|mensagem original|mensagem encaminhada|oorspronkelijk bericht|doorgestuurd bericht|oprindelig meddelelse|ursprungligt meddelande|opprinnelig melding|исходное сообщение|пересылаемое сообщение|wiadomość oryginalna|původní zpráva|alkuperäinen viesti)/iu;
/** The same in any language: a few words between rules. */
const RULED_WORDS = /^[\s*]*-{4,}\s*\p{L}[\p{L} '’.]{3,40}\s*-{4,}[\s*]*$/u;
const BEGIN_FORWARDED = /^[\s>*]*begin forwarded message\s*:?\s*$/iu;

const FROM = 'from|von|de|da|van|od|fra|från|от|від|lähettäjä|kimden|發件人|发件人|差出人';
const OTHERS =
  'sent|date|to|cc|subject|reply-to|gesendet|datum|an|betreff|envoyé|date|à|objet|enviado(?: el| em)?|fecha|para|asunto|assunto|inviato|data|a|oggetto|verzonden|aan|onderwerp|sendt|til|emne|skickat|till|ämne|отправлено|дата|кому|тема|wysłano|do|temat|lähetetty|vastaanottaja|aihe|komu|předmět';
const HEADER = new RegExp(`^[\\s>]*[*_]{0,2}(${FROM}|${OTHERS})\\s?[*_]{0,2}\\s?[:：][*_]{0,2}(?:\\s|$)`, 'iu');
const FIRST_HEADER = new RegExp(
  `^[\\s>]*[*_]{0,2}(?:${FROM}|date|datum|sent|subject|to)\\s?[*_]{0,2}\\s?[:：][*_]{0,2}(?:\\s|$)`,
  'iu',
);
/** Headers of a quoted mail stand within so many lines. */
const HEADER_LINES = 8;

const QUOTED = /^\s{0,3}(?:>|[A-Z]{1,3}>|\|(?=\s|$))/u;
const RULE = /^\s*[-_=*]{5,}\s*$/u;

const SIGNATURE = /^\s*(?:--|—|––|_{2,4})\s*$/u;
const SENT_FROM =
  /^\s*(?:sent (?:from|via|with|using)\b.{1,60}|get outlook for .{1,40}|envoyé (?:de|depuis) .{1,60}|von meinem .{1,60} gesendet|gesendet (?:von|mit) .{1,60}|enviado (?:desde|do) .{1,60}|inviato da .{1,60}|verzonden (?:vanaf|met|van) .{1,60}|sendt fra .{1,60}|skickat från .{1,60}|отправлено (?:с|из) .{1,60}|wysłane z .{1,60})$/iu;
const REGARDS =
  /^\s*(?:(?:best|kind|warm|with (?:best|kind))? ?regards|sincerely(?: yours)?|yours (?:sincerely|faithfully|truly)|mit freundlichen grüßen|freundliche grüße|viele grüße|cordialement|bien à vous|saludos(?: cordiales)?|atentamente|cordiali saluti|distinti saluti|atenciosamente|met vriendelijke groet(?:en)?)\s*[,.!]?\s*$/iu;
const MOST_LINES_OF_SIGNATURE = 8;
/** Longer than any mail that a person reads; what is behind it stays folded. */
const MOST_LINES = 20_000;

export function visibleReply(text: string): VisibleReply {
  const all = text
    .replace(/\r\n?/g, '\n')
    .replace(/\u00a0/g, ' ')
    .split('\n');
  const lines = all.slice(0, MOST_LINES).map((line) => line.replace(/\s+$/u, ''));
  const folded = new Array<boolean>(lines.length).fill(false);
  const fold = (from: number, to: number): void => void folded.fill(true, from, to);

  foldQuotes(lines, fold, (at) => !lines.slice(0, at).some((line, i) => line !== '' && !folded[i]));
  foldDevice(lines, folded, fold);
  foldSignature(lines, folded, fold);

  const visible = tidy(lines.filter((_, i) => !folded[i]));
  if (visible === '') return { text: tidy(all), folded: '' };
  return { text: visible, folded: tidy([...lines.filter((_, i) => folded[i]), ...all.slice(MOST_LINES)]) };
}

/** `nothingBefore`: whether all that stands before a line is empty or folded. */
function foldQuotes(
  lines: readonly string[],
  fold: (from: number, to: number) => void,
  nothingBefore: (at: number) => boolean,
): void {
  let i = 0;
  while (i < lines.length) {
    if (isDivider(lines, i)) {
      return fold(startOf(lines, i), lines.length);
    }
    if (isHeaderBlock(lines, i)) {
      return fold(startOf(lines, i), lines.length);
    }
    const attribution = attributionAt(lines, i);
    if (attribution > 0) {
      const next = nextWords(lines, i + attribution);
      const quoteEnds = endOfQuote(lines, next);
      if (quoteEnds > next || QUOTED.test(lines[i] ?? '')) {
        fold(i, Math.max(quoteEnds, i + attribution));
        i = Math.max(quoteEnds, i + attribution);
        continue;
      }
      // Quoted without marks: all that follows; at the top of a mail only its own line.
      if (!nothingBefore(i)) return fold(i, lines.length);
      fold(i, i + attribution);
      i += attribution;
      continue;
    }
    if (QUOTED.test(lines[i] ?? '')) {
      const end = endOfQuote(lines, i);
      if (end - i > 1 || end >= lines.length) fold(i, end);
      i = Math.max(end, i + 1);
      continue;
    }
    i += 1;
  }
}

/** Lines that the attribution at `i` takes, or 0. */
function attributionAt(lines: readonly string[], i: number): number {
  const first = unquoted(lines[i] ?? '');
  if (first === '' || first.length > 400) return 0;
  let joined = '';
  let taken = 0;
  for (let n = i; n < Math.min(lines.length, i + WRAPPED + 1); n += 1) {
    const line = unquoted(lines[n] ?? '');
    if (line === '') {
      // One program breaks the address off with an empty line.
      if (n > i && /^<?$|^</u.test(unquoted(lines[n + 1] ?? ''))) continue;
      break;
    }
    if (n > i && attributionBegins(line)) break;
    joined = joined === '' ? line : `${joined} ${line}`;
    taken = n - i + 1;
    if (ATTRIBUTIONS.some((pattern) => pattern.test(joined))) {
      // The line before an attribution is no part of it.
      return taken > 1 && !mayBegin(first) && attributionAt(lines, i + 1) === taken - 1 ? 0 : taken;
    }
  }
  return 0;
}

const BEGINNING = new RegExp(`^(?:-{2,}\\s*)?(?:${BEGINS})(?=[\\s,]).{0,40}${DATE}`, 'iu');
const DATED = new RegExp(`^.{0,12}${DATE}`, 'iu');
const attributionBegins = (line: string): boolean => BEGINNING.test(line);
const mayBegin = (line: string): boolean => BEGINNING.test(line) || DATED.test(line);

const unquoted = (line: string): string =>
  line
    .replace(/^(?:\s*>)+/u, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .trim();

function isDivider(lines: readonly string[], i: number): boolean {
  const line = lines[i] ?? '';
  return DIVIDER.test(line) || RULED_WORDS.test(line) || BEGIN_FORWARDED.test(line);
}

function isHeaderBlock(lines: readonly string[], i: number): boolean {
  if (!FIRST_HEADER.test(lines[i] ?? '')) return false;
  const names = new Set<string>();
  for (let n = i, empty = 0; n < Math.min(lines.length, i + HEADER_LINES); n += 1) {
    const line = lines[n] ?? '';
    if (line.trim() === '') {
      if ((empty += 1) > 1) break;
      continue;
    }
    const name = HEADER.exec(line)?.[1];
    if (name) names.add(name.toLowerCase());
  }
  return names.size >= 2;
}

/** Rules and empty lines right before belong to the quoted mail. */
function startOf(lines: readonly string[], i: number): number {
  let start = i;
  while (start > 0 && (RULE.test(lines[start - 1] ?? '') || (lines[start - 1] ?? '') === '')) start -= 1;
  return start;
}

function nextWords(lines: readonly string[], from: number): number {
  let at = from;
  while (at < lines.length && lines[at] === '') at += 1;
  return at;
}

/** The first line behind the run of quoted lines that begins at `from`; empty lines inside it count, wrapped ones, too. */
function endOfQuote(lines: readonly string[], from: number): number {
  let end = from;
  for (let n = from; n < lines.length; n += 1) {
    const line = lines[n] ?? '';
    if (QUOTED.test(line)) end = n + 1;
    else if (line !== '') break;
  }
  return end;
}

/** A device signs between the new words and what was quoted without marks. */
function foldDevice(
  lines: readonly string[],
  folded: readonly boolean[],
  fold: (from: number, to: number) => void,
): void {
  const at = lines.findIndex(
    (line, n) => !folded[n] && SENT_FROM.test(line) && (n === 0 || lines[n - 1] === '' || folded[n - 1] === true),
  );
  if (at > 0) fold(at, lines.length);
}

function foldSignature(
  lines: readonly string[],
  folded: readonly boolean[],
  fold: (from: number, to: number) => void,
): void {
  let last = lines.length;
  const seen = (n: number): boolean => !folded[n] && lines[n] !== '';
  while (last > 0 && !seen(last - 1)) last -= 1;
  for (let n = last - 1, words = 0; n >= 0 && words <= MOST_LINES_OF_SIGNATURE; n -= 1) {
    if (!seen(n)) continue;
    const line = lines[n] ?? '';
    if (SIGNATURE.test(line) || (RULE.test(line) && words <= 4) || (REGARDS.test(line) && words >= 2)) {
      return fold(n, last);
    }
    words += 1;
  }
}

const tidy = (lines: readonly string[]): string =>
  lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\s+$/g, '');
