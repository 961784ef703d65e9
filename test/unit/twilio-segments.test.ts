/** Billable segments of an SMS: GSM-7 160 then 153, UCS-2 70 then 67, and no character is cut in two. */
import { measure, segmentsOf } from '../../src/channels/twilio/segments';

it.each([
  ['', 1],
  ['a'.repeat(160), 1],
  ['a'.repeat(161), 2],
  ['a'.repeat(306), 2],
  ['a'.repeat(307), 3],
  // Each of these takes an escape character.
  ['€'.repeat(80), 1],
  ['€'.repeat(81), 2],
  // 152 + 2 do not fit into 153: the euro begins the second segment.
  ['a'.repeat(152) + '€' + 'a'.repeat(151), 2],
  ['a'.repeat(152) + '€' + 'a'.repeat(152), 3],
  ['я'.repeat(70), 1],
  ['я'.repeat(71), 2],
  ['я'.repeat(134), 2],
  ['я'.repeat(135), 3],
  // Two code units each: 35 are 70.
  ['👋'.repeat(35), 1],
  ['👋'.repeat(36), 2],
  // 66 + 2 do not fit into 67.
  ['я'.repeat(66) + '👋' + 'я'.repeat(65), 2],
  ['я'.repeat(66) + '👋' + 'я'.repeat(66), 3],
])('%# is counted', (text, segments) => {
  expect(segmentsOf(text)).toBe(segments);
});

it('says what fits still, and which characters cost the cheaper encoding', () => {
  expect(measure('')).toEqual({ encoding: 'GSM-7', segments: 1, left: 160, costly: [], plainer: null });
  expect(measure('a€')).toEqual({ encoding: 'GSM-7', segments: 1, left: 157, costly: [], plainer: null });
  expect(measure('a'.repeat(161))).toEqual({ encoding: 'GSM-7', segments: 2, left: 145, costly: [], plainer: null });
  expect(measure('it’s “so”')).toEqual({
    encoding: 'UCS-2',
    segments: 1,
    left: 61,
    costly: ['’', '“', '”'],
    plainer: null,
  });
  expect(measure('я'.repeat(71))).toMatchObject({ segments: 2, left: 63, costly: ['я'] });
});

it('offers plain characters where they make the whole text plain and save a segment', () => {
  const words = `It’s “so” – and…\u00a0ｏｋ ${'a'.repeat(60)}`;
  const offered = measure(words).plainer;
  expect(offered?.segments).toBe(1);
  const plain = offered?.swaps.reduce((text, { from, to }) => text.replaceAll(from, to), words);
  expect(plain).toBe(`It's "so" - and...  ok ${'a'.repeat(60)}`);
  expect(measure(plain ?? '')).toMatchObject({ encoding: 'GSM-7', segments: 1 });
});

it.each(['“я” ', 'á’ ', 'x² ', '👋’ '])('offers nothing where %s would stay or change its meaning', (odd) => {
  expect(measure(odd + 'a'.repeat(100)).plainer).toBeNull();
});
