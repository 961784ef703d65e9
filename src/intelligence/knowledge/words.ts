/** From text to terms: words folded and stemmed by the article's language, and character n-grams that need no language. */
import { newStemmer } from 'snowball-stemmers';
import { stopWords } from './stop-words';

const ALGORITHMS: Record<string, string> = {
  en: 'english',
  es: 'spanish',
  de: 'german',
  fr: 'french',
  pt: 'portuguese',
  it: 'italian',
  nl: 'dutch',
  sv: 'swedish',
  da: 'danish',
  no: 'norwegian',
  fi: 'finnish',
  ro: 'romanian',
  hu: 'hungarian',
  cs: 'czech',
  tr: 'turkish',
  ru: 'russian',
};

/** A question longer than this is cut: nothing of use for retrieval comes later, and the input is a stranger's. */
const LONGEST_QUESTION = 4_000;
const LONGEST_ARTICLE = 50_000;
const LONGEST_WORD = 40;

type Stem = (word: string) => string;
const stemmers = new Map<string, Stem>();

function stemmer(language: string): Stem {
  const known = stemmers.get(language);
  if (known) return known;
  const algorithm = ALGORITHMS[language];
  const made: Stem = algorithm ? memoised(newStemmer(algorithm)) : (word) => word;
  stemmers.set(language, made);
  return made;
}

/** Snowball costs microseconds a word and the words of a business repeat; the memory is bounded. */
function memoised(snowball: { stem(word: string): string }): Stem {
  const memory = new Map<string, string>();
  return (word) => {
    const known = memory.get(word);
    if (known !== undefined) return known;
    const stem = snowball.stem(word);
    if (memory.size >= 20_000) memory.clear();
    memory.set(word, stem);
    return stem;
  };
}

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '');

/** Stems of the words that carry meaning, in order, with repeats. Accents are folded after stemming, because people leave them out. */
export function terms(text: string, language: string): string[] {
  const stop = stopWords(language);
  const stem = stemmer(language);
  const found: string[] = [];
  for (const match of text
    .slice(0, LONGEST_ARTICLE)
    .normalize('NFC')
    .toLowerCase()
    .matchAll(/[\p{L}\p{N}]+/gu)) {
    const word = match[0];
    if (word.length > LONGEST_WORD || stop.has(fold(word))) continue;
    found.push(fold(stem(word)));
  }
  return found;
}

/** How often each run of 3 to 5 characters occurs; white space and punctuation count as one blank. */
export function characterGrams(text: string): Map<string, number> {
  const folded = ` ${fold(text.slice(0, LONGEST_QUESTION).toLowerCase())
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;
  const grams = new Map<string, number>();
  for (let size = 3; size <= 5; size += 1) {
    for (let at = 0; at + size <= folded.length; at += 1) {
      const gram = folded.slice(at, at + size);
      grams.set(gram, (grams.get(gram) ?? 0) + 1);
    }
  }
  return grams;
}
