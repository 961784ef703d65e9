/** Laws of the grave signals: danger to life, sensitive matters in words, failure, and what no stranger's text can do to them. */
import type { Heard } from '../../src/foundation/model/policy';
import { read } from '../../src/intelligence/escalation/reading';
import { danger } from '../../src/intelligence/escalation/signals/danger';
import { anger, didNotHelp } from '../../src/intelligence/escalation/signals/failure';
import { REPEATS_FROM, repetition } from '../../src/intelligence/escalation/signals/repeats';
import { asksAboutRules, isQuestion, topicsInWords } from '../../src/intelligence/escalation/signals/topics';

const reading = (text: string) => read({ id: 'm', text });

describe('danger to life', () => {
  test.each([
    'I want to kill myself',
    "I don't want to live anymore",
    'thinking about suicide',
    'I could just end my life',
    'No quiero seguir viviendo',
    'ich will nicht mehr leben',
    'je veux mourir',
    'quero morrer',
    'voglio farla finita',
  ])('to oneself: %s', (text) => expect(danger(reading(text))?.kind).toBe('self_harm'));

  test.each([
    'I will come and kill you all',
    'I have a gun and I know your branch',
    "I'm going to burn down your office",
    'my husband beats me',
    'os voy a matar',
    'ich bringe euch um',
    'je vais vous tuer',
    'vou te matar',
    'vi ammazzo tutti',
  ])('to others or from others: %s', (text) => expect(danger(reading(text))?.kind).toBe('threat'));

  test.each([
    'my phone is dead',
    'the app kills my battery',
    'would it kill you to answer',
    'I am dying to know the rate',
    'please kill the standing order',
    'that fee hurts',
    'my card was declined',
  ])('is not in %s', (text) => expect(danger(reading(text))).toBeNull());
});

describe('a matter in words', () => {
  test.each([
    ['fraud', 'my account has been hacked'],
    ['fraud', 'somebody is using my card in another town'],
    ['fraud', 'cuenta hackeada, ayuda'],
    ['lost_or_stolen', 'I lost my credit card on the bus'],
    ['lost_or_stolen', 'my wallet was stolen'],
    ['lost_or_stolen', 'My card XXXX XXXX XXXX 1111 was stolen, I am furious!'],
    ['lost_or_stolen', "I can't find my card anywhere"],
    ['lost_or_stolen', 'he perdido mi tarjeta'],
    ['lost_or_stolen', 'meine Karte wurde gestohlen'],
    ['lost_or_stolen', 'on a volé ma carte'],
    ['lost_or_stolen', 'roubaram meu cartão'],
    ['lost_or_stolen', 'ho perso la carta'],
    ['dispute', 'I never made this payment'],
    ['dispute', "I don't recognise the charge of 30 dollars"],
    ['dispute', 'this transaction is not mine'],
    ['dispute', 'the shop charged me twice'],
    ['dispute', 'no reconozco este cargo'],
    ['dispute', 'unbekannte Abbuchung auf meinem Konto'],
    ['legal_threat', 'my lawyer will hear of this'],
    ['legal_threat', "I'm going to sue you"],
    ['complaint', 'I want to file a complaint'],
    ['complaint', 'your teller was very rude to me'],
    ['cancellation', 'please close my account'],
    ['cancellation', 'ich möchte mein Konto kündigen'],
    ['refund', 'give me my money back'],
    ['distress', 'my wife passed away on Sunday'],
  ])('%s: %s', (reason, text) =>
    expect(topicsInWords(reading(text))).toContainEqual(expect.objectContaining({ reason, strength: 'certain' })),
  );

  test.each([
    'I found my lost card, can I use it again?',
    'my pin has not come yet',
    'why can I not make a transfer',
    'my transfer was declined',
    'how do I activate my card',
    'I lost my train of thought',
    'the phone shows no SIM card, it is missing',
  ])('none: %s', (text) =>
    expect(topicsInWords(reading(text)).filter((found) => found.strength === 'certain')).toEqual([]),
  );

  test.each([
    'what is your refund policy?',
    'how long does a refund take?',
    'in what cases do I get my money back',
    'what happens if my card is stolen?',
    'do you charge a cancellation fee',
    'wie lautet Ihre Erstattungsrichtlinie?',
  ])('a question about the rules: %s', (text) => expect(asksAboutRules(reading(text))).toBe(true));

  test.each(['I want a refund', 'somebody stole my card', 'close my account', 'I was charged twice'])(
    'no question about the rules: %s',
    (text) => expect(asksAboutRules(reading(text))).toBe(false),
  );

  test('a question is known by its mark or its form', () => {
    expect(['can I close it', 'closing?', 'wie geht das'].map((text) => isQuestion(reading(text)))).toEqual([
      true,
      true,
      true,
    ]);
    expect(isQuestion(reading('close it now'))).toBe(false);
  });
});

describe('failure', () => {
  test.each([
    "that didn't help",
    'still not working',
    'not what I asked',
    'eso no me ayuda',
    'das hilft mir nicht',
    'non funziona',
  ])('did not help: %s', (text) => expect(didNotHelp(reading(text))).not.toBeNull());
  test.each(['thank you, that worked', 'what are your hours', 'vielen Dank'])('helped: %s', (text) =>
    expect(didNotHelp(reading(text))).toBeNull(),
  );
  test.each(['this is ridiculous', 'WHY IS MY CARD NOT WORKING!!', 'I have had enough', 'das ist eine Frechheit'])(
    'anger: %s',
    (text) => expect(anger(reading(text), text)).not.toBeNull(),
  );
  test('calm words are not anger', () => expect(anger(reading('My PIN, please'), 'My PIN, please')).toBeNull());
});

describe('repeats itself', () => {
  const heard = (author: Heard['author'], text: string): Heard => ({ id: text, seq: 1, author, text });

  test('when the same matter comes again after an answer', () => {
    const found = repetition('why has the money transfer to my landlord not arrived', [
      heard('contact', 'the transfer to my landlord has not arrived'),
      heard('assistant', 'A transfer takes a day.'),
    ]);
    expect(found.cosine).toBeGreaterThanOrEqual(REPEATS_FROM);
    expect(found.earlier?.text).toContain('landlord');
  });

  test('not within one burst, not in another matter, not in a word or two', () => {
    const before = heard('contact', 'the transfer to my landlord has not arrived');
    const answer = heard('assistant', 'A transfer takes a day.');
    expect(repetition('transfer to my landlord!!', [before]).cosine).toBe(0);
    expect(repetition('how do I change my address', [before, answer]).cosine).toBeLessThan(REPEATS_FROM);
    expect(repetition('ok', [heard('contact', 'ok'), answer]).cosine).toBe(0);
  });
});

describe('a reading', () => {
  test('leads back to the original, whatever was folded', () => {
    const text = 'Straße ﬁnden: “I’d  like”\u200b a HUMAAAAN';
    const { folded, evidence } = reading(text);
    expect(folded).toContain('strasse finden');
    const at = folded.indexOf('human');
    const { start, end } = evidence(at, at + 5);
    expect(text.slice(start, end)).toBe('HUMAAAAN');
  });

  test('keeps the beginning and the end of a very long text', () => {
    const { folded } = reading(`first ${'x y '.repeat(20_000)} last`);
    expect(folded.length).toBeLessThan(4_200);
    expect(folded).toMatch(/^first .* last$/s);
  });
});
