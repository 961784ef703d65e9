/** Laws of the wish to go on elsewhere: an address and a verb of writing to oneself, and no story in which an address stands. */
import * as widget from '../../web/widget/words';
import { codeIn, toPhone, wishesElsewhere } from '../../src/pipeline/identity/wish';

describe('a wish to go on elsewhere', () => {
  it.each([
    ['Text me instead at +1 555 010 0199', 'phone', '+15550100199'],
    ['can we continue by sms? my number is 0049 30 1234567', 'phone', '+49301234567'],
    ['please email me at Dana@Example.org', 'email', 'dana@example.org'],
    ['I have to run, reply to me on +44 (20) 7946 0018.', 'phone', '+442079460018'],
    ['Escríbame mejor al +34 600 100 200', 'phone', '+34600100200'],
    ['Schreiben Sie mir bitte an dana@example.org', 'email', 'dana@example.org'],
    ['weiter per SMS bitte: +49 151 23456789', 'phone', '+4915123456789'],
    ['écrivez-moi au +33 6 12 34 56 78', 'phone', '+33612345678'],
    ['pode me responder em dana@example.org?', 'email', 'dana@example.org'],
    ['Mi scriva al +39 333 123 4567', 'phone', '+393331234567'],
  ])('is understood: %s', (text, kind, address) => {
    expect(wishesElsewhere(text)).toEqual({ kind, address });
  });

  it.each([
    'I got a strange text from +1 555 010 0199, is it you?',
    'Is support@example.org your address?',
    'my email is dana@example.org, please check my account',
    'text me instead',
    'text me at 555 0100',
    'text me at +1 555 010 0199 or at +1 555 010 0198',
    'email me at a@example.org or text me at +1 555 010 0199',
    'I paid 1000200030004000 yesterday, answer me',
    `Text me at +1 555 010 0199. ${'It is a long story. '.repeat(12)}`,
  ])('is not seen in: %s', (text) => {
    expect(wishesElsewhere(text)).toBeNull();
  });
});

describe('a code', () => {
  it.each([
    ['123456', '123456'],
    [' 123 456 ', '123456'],
    ['123-456.', '123456'],
    ['my code is 012345', '012345'],
  ])('is read from %p', (text, code) => {
    expect(codeIn(text)).toBe(code);
  });

  it.each(['12345', '1234567', '+1123456', 'call 123456 or 654321', `${'x'.repeat(60)} 123456`, 'no digits'])(
    'is not read from %p',
    (text) => {
      expect(codeIn(text)).toBeNull();
    },
  );
});

it('a phone number is what ingest will meet', () => {
  expect(toPhone('00 49 (30) 123-4567')).toBe('+49301234567');
  expect(toPhone('030 1234567')).toBeNull();
});

describe('what the web chat sends for a visitor', () => {
  it.each(['en', 'es', 'de', 'fr', 'pt', 'it'])('is understood in %s', (language) => {
    widget.speak(language);
    const { moveTo } = widget.words;
    expect(wishesElsewhere(moveTo('+15550100199'))).toEqual({ kind: 'phone', address: '+15550100199' });
    expect(wishesElsewhere(moveTo('dana@example.org'))).toEqual({ kind: 'email', address: 'dana@example.org' });
  });
});
