/**
 * Personal data in a customer's words, masked before an article is made of them: addresses, numbers, links, and names that are known
 * or introduced. Pure, linear in the length. What it cannot know, such as a street, is left to the person who reviews.
 */

const EMAIL = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,5}/gu;
const LINK = /\b(?:https?:\/\/|www\.)\S{1,2000}/giu;
/** ISO 13616: two letters, two digits, then groups. */
const IBAN = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b/gu;
/** Five digits or more, however they are spaced; a "+", and what an earlier masking left. An amount or a year is shorter. */
const NUMBER = /\+?\(?(?:\p{Nd}|X{2,})(?:[ \-./()]{0,2}(?:\p{Nd}|X{2,})){4,30}/gu;
/** References such as TX-48213 or AB12CD34. */
const REFERENCE = /\b(?=[\p{L}\p{N}-]{6,40}\b)(?:\p{Lu}{1,6}-?\p{Nd}[\p{Lu}\p{N}-]*)/gu;

/** A name follows for certain, however it is written. */
const NAMED = [
  ...['my name is', 'my name’s', "my name's", 'me llamo', 'mi nombre es', 'ich heiße', 'ich heisse', 'mein name ist'],
  ...[
    'je m’appelle',
    "je m'appelle",
    'mon nom est',
    'meu nome é',
    'me chamo',
    'chamo-me',
    'mi chiamo',
    'il mio nome è',
  ],
];
/** A name follows where the next word is written as one: "I am Ana Lopes", not "I am waiting". */
const PERHAPS = [
  ...[
    'this is',
    'i am',
    'i’m',
    "i'm",
    'regards,',
    'mr',
    'mr.',
    'mrs',
    'mrs.',
    'ms',
    'ms.',
    'dr',
    'dr.',
    'soy',
    'señor',
    'señora',
  ],
  ...[
    'ich bin',
    'herr',
    'frau',
    'je suis',
    'monsieur',
    'madame',
    'sou',
    'senhor',
    'senhora',
    'sono',
    'signor',
    'signora',
  ],
];
const NAME = String.raw`\p{Lu}[\p{L}’'-]{1,40}`;
/** Up to three words with capitals, small ones of descent between them. */
const FURTHER = String.raw`(?: (?:(?:d[aeio]s?|del|du|von|van) )?${NAME}){0,2}`;
const introduced = (words: readonly string[], first: string): RegExp =>
  new RegExp(String.raw`(?<![\p{L}\p{N}])(${words.map(anyCase).join('|')})(\s{1,3})${first}${FURTHER}`, 'gu');
const INTRODUCED = [introduced(NAMED, String.raw`[\p{L}’'-]{2,40}`), introduced(PERHAPS, NAME)];

/** `known`: names and addresses of the contact, in any case. */
export function maskPersonal(text: string, known: readonly string[] = []): string {
  let masked = text.replace(LINK, '[link]').replace(EMAIL, '[email]').replace(IBAN, '[number]');
  masked = masked.replace(REFERENCE, '[number]').replace(NUMBER, '[number]');
  for (const name of known.flatMap(parts)) {
    masked = masked.replace(new RegExp(String.raw`(?<![\p{L}\p{N}])${escaped(name)}(?![\p{L}\p{N}])`, 'giu'), '[name]');
  }
  for (const pattern of INTRODUCED) masked = masked.replace(pattern, '$1$2[name]');
  return masked;
}

/** The whole of it, and each of its words that could be a name; the flag "i" would take "of" for one, so short ones are left. */
function parts(known: string): string[] {
  const whole = known.trim();
  if (whole.length < 2) return [];
  const words = whole.split(/\s+/u).filter((word) => word.length > 2 && /^\p{Lu}/u.test(word));
  return [...new Set([whole, ...words])].sort((one, other) => other.length - one.length);
}

/** The words as an expression that takes capitals too; the flag for it would take "and" for a name. */
function anyCase(words: string): string {
  return words
    .split(' ')
    .map((word) =>
      [...word]
        .map((letter) => (/\p{L}/u.test(letter) ? `[${letter}${letter.toUpperCase()}]` : escaped(letter)))
        .join(''),
    )
    .join(String.raw`\s{1,3}`);
}

function escaped(words: string): string {
  return words.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(' ', String.raw`\s{1,3}`);
}
