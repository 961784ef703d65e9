/** What an agent types on a phone: commands are whole messages, everything else goes to the customer. */
import { parseConsole } from '../../src/pipeline/handoff/console-grammar';

describe('the console', () => {
  it.each([
    ['ACCEPT', { kind: 'accept', code: null }],
    ['accept 7', { kind: 'accept', code: 7 }],
    ['#7 accept', { kind: 'accept', code: 7 }],
    ['Done', { kind: 'done', code: null }],
    ['done.', { kind: 'done', code: null }],
    ['/back', { kind: 'back', code: null }],
    ['BRIEF #12', { kind: 'brief', code: 12 }],
    ['Acepto', { kind: 'accept', code: null }],
    ['ANNEHMEN 7', { kind: 'accept', code: 7 }],
    ['#7 zurück', { kind: 'back', code: 7 }],
    ['Terminé', { kind: 'done', code: null }],
    ['MÁS', { kind: 'more', code: null }],
    ['mehr #3', { kind: 'more', code: 3 }],
    ['Riassunto', { kind: 'brief', code: null }],
    ['Aceitar', { kind: 'accept', code: null }],
    ['decline', { kind: 'decline', code: null, detail: null, loose: null }],
    ['/decline 7 in a meeting', { kind: 'decline', code: 7, detail: 'in a meeting', loose: null }],
    ['TEAM Card disputes', { kind: 'team', code: null, name: 'Card disputes', loose: null }],
    ['/team Billing', { kind: 'team', code: null, name: 'Billing', loose: null }],
    ['/nota llamar mañana', { kind: 'note', code: null, text: 'llamar mañana' }],
    ['hilfe', { kind: 'help', language: 'de' }],
    ['#7', { kind: 'release', code: 7 }],
    ['/note asked for a call', { kind: 'note', code: null, text: 'asked for a call' }],
    ['NOTE asked for a call', { kind: 'note', code: null, text: 'asked for a call' }],
    ['?', { kind: 'help', language: null }],
    ['STOP', { kind: 'stop' }],
  ])('understands %p', (input, command) => {
    expect(parseConsole(input)).toEqual(command);
  });

  it.each([
    'Back in 5',
    'Done, refunded',
    'Note: we close at 5',
    'I accept your apology',
    'Please stop by tomorrow',
    'Brief answer: yes',
    'Teams are busy today',
    'Done 2 of 3 payments',
    'Más tarde',
    'Fertig in fünf Minuten',
    'Nota: cerramos a las 5',
    'Mehr dazu morgen',
    'Listo',
    'Plus que 2 jours',
  ])('sends %p to the customer', (input) => {
    expect(parseConsole(input)).toEqual({ kind: 'answer', code: null, text: input });
  });

  it.each([
    ['Decline in a meeting', { kind: 'decline', code: null, detail: 'in a meeting', loose: 'Decline in a meeting' }],
    ['Team billing', { kind: 'team', code: null, name: 'billing', loose: 'Team billing' }],
    ['Ablehnen: keine Zeit', { kind: 'decline', code: null, detail: 'keine Zeit', loose: 'Ablehnen: keine Zeit' }],
  ])('leaves open whether %p is a command', (input, command) => {
    expect(parseConsole(input)).toEqual(command);
  });

  it('addresses one customer by code and strips it', () => {
    expect(parseConsole('#7 Your card is blocked.')).toEqual({
      kind: 'answer',
      code: 7,
      text: 'Your card is blocked.',
    });
    expect(parseConsole('#7: hello')).toEqual({ kind: 'answer', code: 7, text: 'hello' });
  });
});
