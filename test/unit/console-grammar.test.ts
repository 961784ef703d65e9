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
    ['decline', { kind: 'decline', code: null, detail: null }],
    ['Decline in a meeting', { kind: 'decline', code: null, detail: 'in a meeting' }],
    ['/note asked for a call', { kind: 'note', code: null, text: 'asked for a call' }],
    ['NOTE asked for a call', { kind: 'note', code: null, text: 'asked for a call' }],
    ['?', { kind: 'help' }],
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
  ])('sends %p to the customer', (input) => {
    expect(parseConsole(input)).toEqual({ kind: 'answer', code: null, text: input });
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
