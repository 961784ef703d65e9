/** Whether what a model says stands in what it was given: figures, dates and the words that carry meaning. Cheap, and pure. */
import { terms } from '../knowledge/words';

export interface Ground {
  /** Articles and results that the answer rests on. */
  sources: { text: string; language: string | null }[];
  /** What the business itself says: its name and instructions, and what was answered before. The customer's words prove nothing. */
  own: string;
  language: string;
}

/** Least part of the content words of a whole answer, and of one of its sentences, that must be found in the sources. */
const ANSWER_SHARE = 0.5;
const SENTENCE_SHARE = 0.34;
/** A sentence of fewer content words is a turn of phrase. */
const SHORT = 3;

/** What is not supported, in words for the record; null when everything is. */
export function unsupported(answer: string, ground: Ground): string | null {
  const words = answer.replace(/https?:\/\/\S+/giu, ' ').replace(/^\s*\d[.)]\s/gmu, ' ');
  const given = [ground.own, ...ground.sources.map(({ text }) => text)].join('\n');
  const invented = strangeFigures(words, given);
  if (invented.length > 0) return `figures that no source has: ${invented.slice(0, 5).join(', ')}`;
  return ground.sources.length > 0 ? withSources(words, ground) : withoutSources(words, ground);
}

/** Numbers, months and days that stand in `text` and not in what it was made from, by one name in all languages. */
export function strangeFigures(text: string, given: string): string[] {
  const known = figures(given);
  return [...figures(text)].filter((figure) => !known.has(figure));
}

function withSources(words: string, { sources, own, language }: Ground): string | null {
  // Words of another language, or of a record of a machine, do not compare.
  if (sources.some((source) => source.language !== language)) return null;
  const known = new Set([own, ...sources.map(({ text }) => text)].flatMap((text) => terms(text, language)));
  const share = (text: string): { share: number; count: number } => {
    const content = contentOf(text, language);
    const found = content.filter((term) => known.has(term)).length;
    return { share: content.length === 0 ? 1 : found / content.length, count: content.length };
  };
  if (share(words).share < ANSWER_SHARE) return 'words that no source has';
  const sentence = sentences(words).find((one) => {
    const of = share(one);
    return of.count >= SHORT && of.share < SENTENCE_SHARE;
  });
  return sentence === undefined ? null : 'a sentence that no source has';
}

/** Without a source only courtesy, questions back and what was said before may be said. */
function withoutSources(words: string, { own, language }: Ground): string | null {
  const known = new Set(terms(own, language));
  const claim = sentences(words).find(
    (sentence) => !sentence.endsWith('?') && contentOf(sentence, language).some((term) => !known.has(term)),
  );
  return claim === undefined ? null : 'a claim without any source';
}

/** The sentences of a summary that stand in what was said, each with the message that says most of it; the others are dropped. */
export function claimsIn(
  summary: string,
  heard: readonly { seq: number; text: string }[],
  language: string,
): { text: string; seq: number }[] {
  const given = heard.map(({ text }) => text).join('\n');
  const said = heard.map(({ seq, text }) => ({ seq, terms: new Set(terms(text, language)) }));
  return sentences(summary).flatMap((text) => {
    const content = contentOf(text, language).filter((term) => !reporting(language).has(term));
    const found = content.filter((term) => said.some((message) => message.terms.has(term)));
    if (found.length === 0 || found.length / content.length < ANSWER_SHARE) return [];
    if (strangeFigures(text, given).length > 0) return [];
    const counts = said.map(({ seq, terms: has }) => ({ seq, count: found.filter((term) => has.has(term)).length }));
    const [most] = counts.sort((a, b) => b.count - a.count || b.seq - a.seq);
    return most ? [{ text, seq: most.seq }] : [];
  });
}

function sentences(text: string): string[] {
  return text
    .split(/(?<=[.!?…])\s+|\n+/u)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/** What people say to each other whatever the matter is. */
const COURTESY =
  'hello hi welcome glad happy assist assistant automated machine person human question questions matter sorry understand course ' +
  'certainly moment please thank kind day goodbye bye nice morning afternoon evening answer information article articles ' +
  'saludo encantado ayudar asistente automatico pregunta siento entiendo persona dia respuesta gusto bienvenido ' +
  'willkommen freue helfen assistent automatisch frage tut leid verstehe mensch person antwort tag gern guten morgen ' +
  'bienvenue ravi aider assistant automatique question desole comprends personne reponse journee enchante ' +
  'bem vindo prazer ajudar assistente automatico pergunta desculpe entendo pessoa resposta dia ' +
  'benvenuto lieto aiutare assistente automatico domanda spiace capisco persona risposta giornata';
/** How a summary speaks of those whom it is about: proves nothing, and is no claim. */
const REPORTING =
  'customer client user wants want asks asked says said tells told reports needs tried explained searched offered ' +
  'cliente quiere pide pregunta dice informa necesita explico kunde kundin will fragt sagt meldet braucht mochte ' +
  'veut demande dit signale besoin quer pergunta diz precisa vuole chiede dice segnala bisogno';

const courtesy = stemmed(COURTESY);
const reporting = stemmed(REPORTING);

function contentOf(text: string, language: string): string[] {
  const empty = courtesy(language);
  // Figures are compared as such.
  return terms(text, language).filter((term) => !empty.has(term) && figures(term).size === 0);
}

/** By language, made once. */
function stemmed(words: string): (language: string) => ReadonlySet<string> {
  const made = new Map<string, ReadonlySet<string>>();
  return (language) => {
    const known = made.get(language) ?? new Set(terms(words, language));
    made.set(language, known);
    return known;
  };
}

const NUMBERS: readonly string[][] = [
  ['two', 'dos', 'zwei', 'deux', 'dois', 'duas', 'due'],
  ['three', 'tres', 'drei', 'trois', 'tre'],
  ['four', 'cuatro', 'vier', 'quatre', 'quatro', 'quattro'],
  ['five', 'cinco', 'funf', 'cinq', 'cinque'],
  ['six', 'seis', 'sechs', 'sei'],
  ['seven', 'siete', 'sieben', 'sept', 'sete', 'sette'],
  ['eight', 'ocho', 'acht', 'huit', 'oito', 'otto'],
  ['nine', 'nueve', 'neun', 'neuf', 'nove'],
  ['ten', 'diez', 'zehn', 'dix', 'dez', 'dieci'],
];
const MONTHS: readonly string[][] = [
  ['january', 'enero', 'januar', 'janvier', 'janeiro', 'gennaio'],
  ['february', 'febrero', 'februar', 'fevrier', 'fevereiro', 'febbraio'],
  ['march', 'marzo', 'marz', 'mars', 'marco'],
  ['april', 'abril', 'avril', 'aprile'],
  ['may', 'mayo', 'mai', 'maio', 'maggio'],
  ['june', 'junio', 'juni', 'juin', 'junho', 'giugno'],
  ['july', 'julio', 'juli', 'juillet', 'julho', 'luglio'],
  ['august', 'agosto', 'aout'],
  ['september', 'septiembre', 'septembre', 'setembro', 'settembre'],
  ['october', 'octubre', 'oktober', 'octobre', 'outubro', 'ottobre'],
  ['november', 'noviembre', 'novembre', 'novembro'],
  ['december', 'diciembre', 'dezember', 'decembre', 'dezembro', 'dicembre'],
];
const DAYS: readonly string[][] = [
  ['monday', 'lunes', 'montag', 'lundi', 'segunda', 'lunedi'],
  ['tuesday', 'martes', 'dienstag', 'mardi', 'terca', 'martedi'],
  ['wednesday', 'miercoles', 'mittwoch', 'mercredi', 'quarta', 'mercoledi'],
  ['thursday', 'jueves', 'donnerstag', 'jeudi', 'quinta', 'giovedi'],
  ['friday', 'viernes', 'freitag', 'vendredi', 'sexta', 'venerdi'],
  ['saturday', 'sabado', 'samstag', 'samedi', 'sabato'],
  ['sunday', 'domingo', 'sonntag', 'dimanche', 'domenica'],
  ['today', 'hoy', 'heute', 'hoje', 'oggi'],
  ['tomorrow', 'manana', 'morgen', 'demain', 'amanha', 'domani'],
];
/** "may" is a verb far more often than a month. */
const VERBS = new Set(['may', 'mars', 'morgen']);

/** Numbers however they are written, months by number, days by one name in all languages. */
function figures(text: string): Set<string> {
  const found = new Set<string>();
  const plain = text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    // The month of an ISO date is no number of its own.
    .replace(/\b(\d{4})-(\d{2})-(\d{2})(?=\D|$)/gu, (_whole, year: string, month: string, day: string) => {
      found.add(`month ${Number(month)}`);
      return `${year} ${day} `;
    });
  for (const [number] of plain.replace(/(\d):00\b/gu, '$1').matchAll(/\d+(?:[.,]\d+)*/gu)) {
    const whole = number.replace(/[.,](?=\d{3}(?:\D|$))/gu, '').replace(',', '.');
    for (const part of whole.split('.').length > 2 ? whole.split('.') : [whole]) found.add(String(Number(part)));
  }
  for (const [word] of plain.matchAll(/[a-z]+/gu)) {
    const number = NUMBERS.findIndex((names) => names.includes(word));
    if (number >= 0) found.add(String(number + 2));
    if (VERBS.has(word)) continue;
    const month = MONTHS.findIndex((names) => names.includes(word));
    if (month >= 0) found.add(`month ${month + 1}`);
    const day = DAYS.findIndex((names) => names.includes(word));
    if (day >= 0) found.add(DAYS[day]?.[0] ?? '');
  }
  return found;
}
