/** What counts as a number from 1 to 5, and what as a line that says why. */
import { isReason, ratingOf } from '../../src/foundation/model/rating';

it.each([
  ['4', 4],
  [' 5. ', 5],
  ['"3"', 3],
  ['1/5', 1],
  ['2 out of 5', 2],
  ['4 von 5', 4],
  ['5 stars', 5],
  ['3 Sterne', 3],
  ['4️⃣', 4],
  ['⭐⭐⭐', 3],
  ['⭐️⭐️', 2],
])('%s is a rating', (text, score) => {
  expect(ratingOf(text)).toBe(score);
});

it.each([
  '0',
  '6',
  '45',
  '4 weeks',
  '5 cards are missing',
  'four',
  '',
  '4?',
  '1. 2.',
  'please 4',
  '⭐⭐⭐⭐⭐⭐',
  '5 von 10',
])('%s is none', (text) => {
  expect(ratingOf(text)).toBeNull();
});

it('a reason is one line that asks nothing', () => {
  expect(isReason('It took too long.')).toBe(true);
  expect(isReason('Why was that?')).toBe(false);
  expect(isReason('One\ntwo')).toBe(false);
  expect(isReason('x'.repeat(501))).toBe(false);
  expect(isReason('  ')).toBe(false);
});
