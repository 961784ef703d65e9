/** Laws of retrieval, and of what the demo business knows. */
import { join } from 'node:path';
import { readKnowledge } from '../../src/foundation/config/knowledge';
import { probability } from '../../src/intelligence/knowledge/calibrator';
import { buildIndex, buildIndexGently } from '../../src/intelligence/knowledge/search-index';
import type { Article } from '../../src/intelligence/knowledge/search-index';
import { characterGrams, terms } from '../../src/intelligence/knowledge/words';

const article = (id: string, title: string, change: Partial<Article> = {}): Article => ({
  id,
  title,
  body: '',
  phrasings: [],
  url: null,
  language: 'en',
  topic: null,
  ...change,
});

describe('terms', () => {
  test('are stems in the language of the article, without what every text says', () => {
    expect(terms('Where are my transferred payments?', 'en')).toEqual(['transfer', 'payment']);
    expect(terms('Wo sind meine Überweisungen?', 'de')).toEqual(['uberweis']);
  });
  test('fold accents, because people leave them out', () => {
    expect(terms('tarjeta de crédito', 'es')).toEqual(terms('tarjeta de credito', 'es'));
  });
  test('of a language without a stemmer are its words', () =>
    expect(terms('gdzie karta', 'pl')).toEqual(['gdzie', 'karta']));
  test('n-grams do not care for case, punctuation or accents', () => {
    expect(characterGrams('Crédit!')).toEqual(characterGrams('credit'));
  });
});

test('an index that is built gently lets others in between, and finds the same', async () => {
  const many = Array.from({ length: 400 }, (_, n) =>
    article(String(n), `Rule ${n} about matter ${n * 7}`, {
      body: `Matter ${n * 7} is settled in office ${n % 9}. `.repeat(9),
    }),
  );
  let turns = 0;
  let building = true;
  const others = (): void => {
    turns += 1;
    if (building) setImmediate(others);
  };
  setImmediate(others);
  const gentle = await buildIndexGently(many);
  building = false;
  expect(turns).toBeGreaterThan(3);
  const query = 'which office settles matter 77?';
  expect(gentle.search(query, 3)).toEqual(buildIndex(many).search(query, 3));
});

describe('the nearest article', () => {
  const index = buildIndex([
    article('pin', 'Changing the PIN', { body: 'Use a cash machine.', phrasings: ['I forgot my secret number'] }),
    article('abroad', 'Cards abroad', { body: 'The card works in every country and costs nothing extra.' }),
    article('hours', 'Opening hours', { phrasings: ['when are you open'] }),
    article('verloren', 'Karte verloren', { language: 'de', topic: { reason: 'lost_or_stolen', severity: 'hard' } }),
  ]);
  const first = (text: string): string | undefined => index.nearest(text).hits[0]?.articleId;

  test('is found by its title, a phrasing, or its text', () => {
    expect([first('change my pin'), first('forgotten secret number'), first('which country')]).toEqual([
      'pin',
      'pin',
      'abroad',
    ]);
  });
  test('is found through misspellings and compounds', () => {
    expect([first('opning hurs'), first('Kartenverlust')]).toEqual(['hours', 'verloren']);
  });
  test('carries its matter', () => {
    expect(index.nearest('ich habe die Karte verloren').hits[0]?.topic).toEqual({
      reason: 'lost_or_stolen',
      severity: 'hard',
    });
  });
  test('of nothing is none', () => {
    expect(index.nearest('')).toEqual({ probability: 0, hits: [] });
    expect(buildIndex([]).nearest('hours')).toEqual({ probability: 0, hits: [] });
  });
  test('is sure of a phrasing word by word, and not of something else', () => {
    expect(index.nearest('when are you open').probability).toBeGreaterThan(0.5);
    expect(index.nearest('the moons of Jupiter').probability).toBeLessThan(0.15);
  });
  test('comes with at most five, in falling order, and a search with their texts', () => {
    const { hits } = index.nearest('card pin open country');
    expect(hits.map((hit) => hit.score)).toEqual([...hits.map((hit) => hit.score)].sort((a, b) => b - a));
    expect(index.search('pin', 1).map((found) => found.article.body)).toEqual(['Use a cash machine.']);
  });
});

test('more agreement never makes the calibrator less sure', () => {
  const base = { coverage: 0.5, headCoverage: 0.5, topCosine: 0.3, bestCosine: 0.4, runnerUp: 0.6, bm25: 10, terms: 4 };
  const better = [
    { coverage: 1 },
    { topCosine: 0.9 },
    { bestCosine: 0.9 },
    { runnerUp: 0.1 },
    { bm25: 25 },
    { terms: 9 },
  ];
  for (const change of better) expect(probability({ ...base, ...change })).toBeGreaterThan(probability(base));
});

test('a query among 1,000 articles costs at most 10 ms', () => {
  const words =
    'account card fee transfer limit bank phone address order number letter travel rent salary savings app code branch cash check'.split(
      ' ',
    );
  const pick = (seed: number): string => words[(seed * 7_919) % words.length] ?? '';
  const index = buildIndex(
    Array.from({ length: 1_000 }, (_, at) =>
      article(`a${at}`, `${pick(at)} ${pick(at + 1)} ${at} ${pick(at * 3)}`, {
        body: Array.from({ length: 60 }, (_none, word) => pick(at + word * word)).join(' '),
        phrasings: Array.from(
          { length: 5 },
          (_none, phrase) => `${pick(at + phrase)} how ${pick(at * phrase + 2)} ${at % 50}`,
        ),
      }),
    ),
  );
  const cost = (): number => {
    const began = process.cpuUsage();
    for (let round = 0; round < 10; round += 1)
      index.nearest('what is the fee when I transfer my salary to a savings account abroad');
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 10_000;
  };
  cost();
  expect(Math.min(cost(), cost(), cost())).toBeLessThan(10);
});

describe('the demo knowledge', () => {
  const articles = readKnowledge(join(__dirname, '../../config/knowledge')).map(
    ({ file, escalate, ...rest }): Article => ({ ...rest, id: file, topic: escalate }),
  );

  test('answers every phrasing by its own article even without that phrasing, among three, seven times in ten', () => {
    let right = 0;
    let all = 0;
    for (const own of articles) {
      for (const phrasing of own.phrasings) {
        const rest = articles.map((each) =>
          each === own ? { ...own, phrasings: own.phrasings.filter((other) => other !== phrasing) } : each,
        );
        all += 1;
        if (
          buildIndex(rest)
            .nearest(phrasing)
            .hits.slice(0, 3)
            .some((hit) => hit.articleId === own.id)
        )
          right += 1;
      }
    }
    expect(right / all).toBeGreaterThan(0.7);
  });
  test('has a matter for every topic that goes to a human', () => {
    expect(new Set(articles.flatMap((each) => (each.topic ? [each.topic.reason] : [])))).toEqual(
      new Set([
        'dispute',
        'fraud',
        'lost_or_stolen',
        'legal_threat',
        'complaint',
        'cancellation',
        'refund',
        'distress',
      ]),
    );
  });
  test('links every article, with five phrasings or more', () => {
    for (const each of articles) {
      expect(each.url).toMatch(/^https:\/\/help\.larkmoor\.example\//);
      expect(each.phrasings.length).toBeGreaterThanOrEqual(5);
    }
  });
});
