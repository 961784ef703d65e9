/** Which questions are of one kind: by the words that retrieval reads, the rarer the heavier, and by their letters. Pure. */
import { characterGrams, terms } from './words';

/** A question is known by these; further ones say nothing of use. */
const MOST_TERMS = 24;

/** What questions about anything say; a question of nothing else is compared by them. */
const GENERAL: Record<string, string> = {
  en: `offer offering provide sell selling buy purchase available possible allow allowed accept support like find question ask
    information info service help tell explain problem issue wonder wondering work works`,
  es: `ofrecen ofrecer ofrece venden vender vende comprar compro disponible posible permiten aceptan aceptar pregunta preguntar
    informacion servicio ayuda problema encontrar funciona tienen`,
  de: `anbieten bieten bietet verkaufen verkauft kaufen kauft verfugbar moglich erlaubt akzeptieren akzeptiert frage fragen
    information service hilfe problem finden funktioniert`,
  fr: `proposez proposer offrez vendez vendre acheter disponible possible acceptez accepter question demander information service
    aide probleme trouver fonctionne`,
  pt: `oferecem oferecer vendem vender comprar disponivel possivel permitem aceitam aceitar pergunta perguntar informacao servico
    ajuda problema encontrar funciona`,
  it: `offrite offrire vendete vendere comprare acquistare disponibile possibile accettate accettare domanda chiedere
    informazione informazioni servizio aiuto problema trovare funziona avete`,
};
const general = new Map<string, ReadonlySet<string>>();

function generalTerms(language: string): ReadonlySet<string> {
  const made = general.get(language) ?? new Set(terms(GENERAL[language] ?? '', language));
  general.set(language, made);
  return made;
}

/** What a question is compared by: each term that tells its matter once, in its order. */
export function keyTerms(question: string, language: string): string[] {
  // What was masked of it says nothing of its matter.
  const all = [...new Set(terms(question.replace(/\[\w+\]/gu, ' '), language))];
  const telling = all.filter((term) => !generalTerms(language).has(term));
  return (telling.length > 0 ? telling : all).slice(0, MOST_TERMS);
}

export interface GroupedQuestion {
  groupId: string;
  terms: readonly string[];
}

/** From here on two questions are of one kind. */
const ALIKE = 0.46;

/**
 * The group that a question belongs to, or null for a new one: the nearest by the mean of its three nearest questions, so that no
 * group grows along a chain of half-alike ones. `rarity`: how rare a term is among the articles.
 */
export function groupOf(
  question: readonly string[],
  known: readonly GroupedQuestion[],
  rarity: (term: string) => number,
): string | null {
  const byGroup = new Map<string, number[]>();
  const own = letters(question, rarity);
  for (const { groupId, terms: other } of known) {
    const likeness = alike(question, own, other, rarity);
    const list = byGroup.get(groupId);
    if (list) list.push(likeness);
    else byGroup.set(groupId, [likeness]);
  }
  let best: string | null = null;
  let highest = ALIKE;
  for (const [groupId, all] of byGroup) {
    const nearest = all.sort((one, other) => other - one).slice(0, NEAREST);
    const mean = nearest.reduce((sum, each) => sum + each, 0) / nearest.length;
    if (mean >= highest) {
      highest = mean;
      best = groupId;
    }
  }
  return best;
}

const NEAREST = 3;

/** 0…1: the shared share of what both say, and the cosine of their letters, both by rarity; half of each. */
function alike(
  one: readonly string[],
  grams: Letters,
  other: readonly string[],
  rarity: (term: string) => number,
): number {
  const weight = (all: readonly string[]): number => all.reduce((sum, term) => sum + rarity(term), 0);
  const total = weight(one) + weight(other);
  const shared = weight(one.filter((term) => other.includes(term)));
  return ((total > 0 ? (2 * shared) / total : 0) + cosine(grams, letters(other, rarity))) / 2;
}

type Letters = ReadonlyMap<string, number>;

/** Runs of letters: what is misspelled, or written as one word, shares most of them. */
function letters(words: readonly string[], rarity: (term: string) => number): Letters {
  const all = new Map<string, number>();
  for (const word of words) {
    for (const [gram, count] of characterGrams(word)) all.set(gram, (all.get(gram) ?? 0) + count * rarity(word));
  }
  return all;
}

function cosine(one: Letters, other: Letters): number {
  let dot = 0;
  for (const [gram, count] of one) dot += count * (other.get(gram) ?? 0);
  const length = (all: Letters): number => Math.sqrt([...all.values()].reduce((sum, count) => sum + count ** 2, 0));
  const scale = length(one) * length(other);
  return scale > 0 ? dot / scale : 0;
}
