/** Laws of canned replies in the composer: when one is being named, and what its placeholders become. */
import { filled, namingAt, unfilled } from '../../web/workspace/inbox/canned';

test.each([
  ['/', { start: 0, name: '' }],
  ['/hel', { start: 0, name: 'hel' }],
  ['Dear Ann,\n/grüß-1', { start: 10, name: 'grüß-1' }],
  ['see /ref', { start: 4, name: 'ref' }],
  ['and/or', null],
  ['https://example.org', null],
  ['/hello there', null],
  ['', null],
])('"%s" names %j', (text, naming) => {
  expect(namingAt(text, text.length)).toEqual(naming);
});

test('only what stands before the caret names a reply', () => {
  expect(namingAt('/refund', 3)).toEqual({ start: 0, name: 're' });
});

test('placeholders become what they stand for, blanks or not, and a name is never read as a pattern', () => {
  const text = 'Hello {{contact.name}}, {{ agent.name }} here. {{contact.name}}?';
  expect(filled(text, { 'contact.name': '$& Ann', 'agent.name': 'Bo' })).toBe('Hello $& Ann, Bo here. $& Ann?');
});

test('what nobody knows stays and is found', () => {
  const text = filled('Hello {{contact.name}}', { 'contact.name': null, 'agent.name': 'Bo' });
  expect(unfilled(text)).toEqual({ written: '{{contact.name}}', start: 6 });
  expect(unfilled('Braces {{of.others}} are words')).toBeNull();
});
