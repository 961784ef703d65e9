/** Which of the business's languages a message is in; kept per conversation, because short words tell little. */

type Detector = (text: string) => { language: string; isReliable(): boolean; getScores(): Record<string, number> };

let loading: Promise<Detector> | undefined;

/** eld is an ES module; its word lists are read once, when the first message comes. */
async function detector(): Promise<Detector> {
  loading ??= import('eld').then(({ eld }) => (text) => eld.detect(text));
  return loading;
}

/** Fewer letters than this say nothing of a language that was not heard before. */
const LEAST_LETTERS = 5;
/** A conversation changes its language only for a text of so many letters. */
const CHANGE_LETTERS = 12;

/** One of `allowed`; `previous` where the text does not tell; the first allowed one where nothing is known. */
export async function detectLanguage(text: string, allowed: readonly string[], previous: string | null): Promise<string> {
  const fallback = previous ?? allowed[0] ?? 'en';
  if (allowed.length < 2) return fallback;
  const letters = text.replace(/[^\p{L}]/gu, '').length;
  if (letters < (previous ? CHANGE_LETTERS : LEAST_LETTERS)) return fallback;
  const detect = await detector();
  const scores = detect(text.slice(0, 1_000)).getScores();
  const [best] = allowed.filter((language) => (scores[language] ?? 0) > 0).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  if (!best || best === fallback) return fallback;
  // What was spoken before stays unless the other language is clearly better.
  return (scores[best] ?? 0) > (scores[fallback] ?? 0) * (previous ? 1.2 : 1.05) ? best : fallback;
}
