/** Laws of grouping: the same matter in other words is one kind, another matter with the same words is not; the same input, the same groups. */
import { groupOf, keyTerms, type GroupedQuestion } from '../../src/intelligence/knowledge/grouping';
import { buildIndex } from '../../src/intelligence/knowledge/search-index';

/** What the business knows: "card" and "account" say little here. */
const index = buildIndex(
  [
    'Freeze a card',
    'Replace a lost card',
    'A card abroad',
    'Open an account',
    'Close an account',
    'Fees of an account',
  ].map((title, at) => ({ id: `${at}`, title, body: '', phrasings: [], url: null, language: 'en', topic: null })),
);
const rarity = (term: string): number => index.rarity(term, 'en');

/** The group of each question, named by its first one. */
function grouped(questions: readonly string[], language = 'en'): Map<string, string[]> {
  const known: GroupedQuestion[] = [];
  const groups = new Map<string, string[]>();
  for (const question of questions) {
    const terms = keyTerms(question, language);
    const groupId = groupOf(terms, known, rarity) ?? question;
    known.push({ groupId, terms });
    groups.set(groupId, [...(groups.get(groupId) ?? []), question]);
  }
  return groups;
}

test.each([
  ['Do you sell gift cards?', 'can I buy a gift card from you', 'gift cards available??', 'do u have gift-crads'],
  ['Do you offer student accounts?', 'is there an account for students', 'student account please'],
  ['How do I change my mailing address', 'I want to change the mailing address', 'mailing adress change'],
])('“%s” is of one kind with what asks the same', (...questions) => {
  expect([...grouped(questions).values()]).toEqual([questions]);
});

test.each([
  ['Do you offer student accounts?', 'Do you offer business accounts?'],
  ['Do you sell gift cards?', 'Do you sell travel insurance?'],
  ['When does my parasol arrive', 'Can I return the parasol stand at a branch'],
  ['card', 'gift card for my niece'],
])('“%s” is of another kind than “%s”', (one, other) => {
  expect(grouped([one, other]).size).toBe(2);
});

test('the same questions in the same order make the same groups', () => {
  const questions = Array.from(
    { length: 60 },
    (_, n) => `${['sell', 'buy', 'return'][n % 3]} a ${['teapot', 'parasol'][n % 2]} ${n % 5}`,
  );
  expect(grouped(questions)).toEqual(grouped(questions));
});

test('a chain of half-alike questions does not grow into one group', () => {
  const words = Array.from({ length: 12 }, (_, n) => `word${String.fromCharCode(97 + n).repeat(6)}`);
  const chain = [0, 2, 4, 6, 8].map((n) => words.slice(n, n + 4).join(' '));
  expect(grouped(chain).size).toBeGreaterThan(1);
});

test('words are those of the language: what asks for nothing has none', () => {
  expect(keyTerms('¿Tienen ustedes paraguas?', 'es')).toEqual(['paragu']);
  expect(keyTerms('what is that?? 🙂', 'en')).toEqual([]);
  expect(keyTerms('umbrella '.repeat(50) + 'x y z '.repeat(100), 'en').length).toBeLessThanOrEqual(24);
});
