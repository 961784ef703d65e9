/** Laws of the excerpt: what was looked for is in it and marked, and nothing is cut in two. */
import { excerptOf, wordsOf } from '../../src/api/inbox/excerpt';
import { wellFormed } from '../../src/foundation/model/well-formed';

const marked = (text: string, query: string): string[] => {
  const { excerpt, marks } = excerptOf(text, wordsOf(query));
  return marks.map(({ start, end }) => excerpt.slice(start, end));
};

test('words are letters and digits of any script, once each', () => {
  expect(wordsOf('Über  +49 170-555 über, заказ!')).toEqual(['über', '49', '170', '555', 'заказ']);
  expect(wordsOf("':* & |")).toEqual([]);
});

test('a word is marked where it begins another, whatever its case, and never inside one', () => {
  expect(marked('Refunds of the REFUND, unrefunded', 'refund')).toEqual(['Refund', 'REFUND']);
});

test('a number is marked in an address and behind a sign', () => {
  expect(marked('mail anna@example.org about #4711-882', 'example 882')).toEqual(['example', '882']);
});

test('a long text is cut around the first hit, at blanks', () => {
  const { excerpt, marks } = excerptOf(`${'before '.repeat(60)}needle ${'after '.repeat(60)}`, ['needle']);
  expect(excerpt).toMatch(/^… before .*needle.* after …$/);
  expect(excerpt.length).toBeLessThan(220);
  expect(marks.map(({ start, end }) => excerpt.slice(start, end))).toEqual(['needle']);
});

test('a text without blanks is never cut within a sign', () => {
  const { excerpt } = excerptOf(`${'😀'.repeat(101)}x`, ['nothing']);
  expect(wellFormed(excerpt)).toBe(excerpt);
  const around = excerptOf(`${'a😀'.repeat(80)} needle${'😀'.repeat(80)}`, ['needle']);
  expect(wellFormed(around.excerpt)).toBe(around.excerpt);
});
