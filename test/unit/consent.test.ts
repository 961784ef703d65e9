/** Consent words are whole messages, and mean it only when they can. */
import { consentWord } from '../../src/foundation/model/consent';

test.each([
  'STOP',
  'stop',
  ' Stop. ',
  'STOPALL',
  'stop all',
  'Unsubscribe',
  'CANCEL',
  'end',
  'QUIT',
  'revoke',
  'OptOut',
  'opt-out',
  'ALTO',
  'Parar',
  'baja',
  'ARRÊT',
  'arret',
  'Stopp',
  '"STOP"',
])('%s opts out, whatever was before', (text) => {
  expect(consentWord(text, false)).toBe('stop');
  expect(consentWord(text, true)).toBe('stop');
});

test.each(['START', 'yes', 'Unstop', 'YES!', 'inicio'])('%s opts in only while opted out', (text) => {
  expect(consentWord(text, true)).toBe('start');
  expect(consentWord(text, false)).toBeNull();
});

test.each(['HELP', 'info', 'Ayuda', 'hilfe'])('%s asks for help', (text) =>
  expect(consentWord(text, false)).toBe('help'),
);

test.each([
  'please stop',
  'stop sending me this',
  'cancel my order',
  'the end',
  'yes please',
  'I need help',
  'non stop',
  'stop?',
  '',
  '   ',
  'st op',
  'START'.repeat(100),
])('%j is an ordinary message', (text) => {
  expect(consentWord(text, false)).toBeNull();
  expect(consentWord(text, true)).toBeNull();
});
