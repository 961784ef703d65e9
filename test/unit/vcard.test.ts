/** A vCard as an agent reads it: names, numbers and addresses of any version; what is no card is none. */
import { readCards } from '../../web/workspace/inbox/vcard';

const card = (...lines: string[]) => ['BEGIN:VCARD', ...lines, 'END:VCARD'].join('\r\n');

test('name, company, numbers and addresses are read whatever stands around them', () => {
  const text = card(
    'VERSION:3.0',
    'FN:First\\, Customer',
    'ORG:Larkmoor;Cards',
    'item1.TEL;TYPE=CELL;waid=12025550141:+1 202 555 0141',
    'TEL;VALUE=uri:tel:+12025550142',
    'EMAIL;TYPE=INTERNET:first@',
    ' example.com',
  );
  expect(readCards(text)).toEqual([
    {
      name: 'First, Customer',
      organisation: 'Larkmoor, Cards',
      phones: ['+1 202 555 0141', '+12025550142'],
      emails: ['first@example.com'],
    },
  ]);
});

test('without a full name the parts of the name serve, and without those the number', () => {
  expect(readCards(card('N:Customer;Second;;;')).map(({ name }) => name)).toEqual(['Second Customer']);
  expect(readCards(card('TEL:+12025550142')).map(({ name }) => name)).toEqual(['+12025550142']);
});

test('several cards of one file stay apart, and what is no card is none', () => {
  expect(readCards(`${card('FN:A')}\n${card('FN:B')}`).map(({ name }) => name)).toEqual(['A', 'B']);
  expect(readCards('FN:nobody\nTEL:1')).toEqual([]);
  expect(readCards(card('FN:A').replace('END:VCARD', ''))).toEqual([]);
});

test('a file of thousands is cut to what can be read', () => {
  expect(readCards(Array.from({ length: 500 }, (_, i) => card(`FN:${i}`)).join('\n'))).toHaveLength(20);
});
