/** What an agent's mail says to the customer: their own words, or nothing at all. */
import { answerOf } from '../../src/pipeline/handoff/agent-answer';

const SENT = [
  'Write your answer above this line.\n\nWhat they want:\n- I want to talk to a person about my order\n\nNext: Confirm the transaction in question.',
];
const OWN = ['+15550142', 'kim@home.example.net'];
const say = (text: string) => answerOf(text, SENT, OWN);

test('the words above our line are the answer', () => {
  expect(say('  Hello!\n\nIt leaves today.  ')).toEqual({ text: 'Hello!\n\nIt leaves today.' });
  expect(say('Yes.\nOn Tue, 3 Mar 2026, Baton wrote:\nWrite your answer above this line.\nmore')).toEqual({
    text: 'Yes.',
  });
  expect(say('Ja.\nAm 3. März schrieb Larkmoor:')).toEqual({ text: 'Ja.' });
  expect(say('Write your answer above this line.\nonly ours')).toEqual({ text: '' });
});

test.each([
  ['> - I want to talk to a person about my order'],
  ['ok\n| Next:  Confirm the transaction in question.'],
  ['Call me: +1 (555) 0142'],
  ['Best,\nKIM@home.example.net'],
])('%s is held', (text) => {
  expect(say(text)).toHaveProperty('held');
});

test('short lines of ours are common words, and other numbers may be given', () => {
  expect(say('What they want:')).toEqual({ text: 'What they want:' });
  expect(say('Call our desk at +1 555 0199.')).toEqual({ text: 'Call our desk at +1 555 0199.' });
});
