/** The lines of a vCard that a person reads: name, company, numbers, addresses (RFC 6350; 2.1 and 3.0 alike). */

export interface Card {
  name: string;
  organisation: string | null;
  phones: string[];
  emails: string[];
}

const MOST_CARDS = 20;
const MOST_LINES = 10;

/** Every card of a file; a card without a name is called by its first number. */
export function readCards(text: string): Card[] {
  // A line that begins with a space continues the one before.
  const lines = text.replace(/\r?\n[ \t]/g, '').split(/\r?\n/);
  const cards: Card[] = [];
  let card: Card | null = null;
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const property = line.slice(0, colon).split(';')[0] ?? '';
    const key = property.replace(/^.*\./, '').toUpperCase();
    const value = plain(line.slice(colon + 1));
    if (key === 'BEGIN' && value.toUpperCase() === 'VCARD') {
      card = { name: '', organisation: null, phones: [], emails: [] };
    } else if (key === 'END' && card) {
      const name = card.name || (card.phones[0] ?? card.emails[0] ?? 'Contact');
      if (cards.length < MOST_CARDS) cards.push({ ...card, name });
      card = null;
    } else if (card && value !== '') {
      take(card, key, value);
    }
  }
  return cards;
}

function take(card: Card, key: string, value: string): void {
  switch (key) {
    case 'FN':
      card.name = value;
      break;
    case 'N':
      // Family; given; … – only where no full name stands.
      card.name ||= value.split(';').slice(0, 2).reverse().filter(Boolean).join(' ');
      break;
    case 'ORG':
      card.organisation = value.split(';').filter(Boolean).join(', ');
      break;
    case 'TEL':
      if (card.phones.length < MOST_LINES) card.phones.push(value.replace(/^tel:/i, ''));
      break;
    case 'EMAIL':
      if (card.emails.length < MOST_LINES) card.emails.push(value);
      break;
  }
}

const plain = (value: string): string =>
  value
    .replace(/\\n/gi, ' ')
    .replace(/\\([,;\\])/g, '$1')
    .trim();
