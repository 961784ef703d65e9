/** What an agent reads when a provider refused: in our words, with something to do. */
import { meaningOf } from '../../src/channels/twilio/codes';

const CODES = [
  20003, 20010, 20429, 21211, 21408, 21610, 21611, 21614, 21617, 21620, 21621, 21655, 21703, 21704, 21910, 30001, 30002,
  30003, 30004, 30005, 30006, 30007, 30008, 30011, 30017, 30018, 30024, 30027, 30032, 30033, 30034, 30035, 30410, 30450,
  63003, 63005, 63007, 63012, 63013, 63016, 63018, 63019, 63024, 63026, 63028, 63032, 63033, 63034, 63038, 63040, 63051,
];

it.each(CODES)('%i says what happened and what to do', (code) => {
  const meaning = meaningOf(code);
  expect(meaning?.says).toMatch(/^[A-Z].{15,200}[.]$/u);
  expect(meaningOf(String(code))).toBe(meaning);
});

test('only what may pass by itself is tried again', () => {
  const again = CODES.filter((code) => ['retry', 'rate-limited'].includes(meaningOf(code)?.kind ?? ''));
  expect(again).toEqual([20003, 20429, 21611, 30001, 63018]);
});

test('no words of ours invite a consent word', () => {
  for (const code of CODES) expect(meaningOf(code)?.says).not.toMatch(/\b(cancel|end|quit)\b/iu);
});

test('a code that means nothing to us has no words of ours', () => {
  expect(meaningOf(99_999)).toBeNull();
  expect(meaningOf(null)).toBeNull();
});
