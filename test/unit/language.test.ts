/** Laws of the language of a message: limited to what the business speaks, kept per conversation, honest about others. */
import { detectLanguage } from '../../src/intelligence/knowledge/language';

const SIX = ['en', 'es', 'de', 'fr', 'pt', 'it'];

test.each([
  ['en', 'where is my card'],
  ['es', '¿dónde está mi tarjeta?'],
  ['de', 'Wo ist meine Karte?'],
  ['fr', 'où est ma carte ?'],
  ['pt', 'onde está o meu cartão?'],
  ['it', "dov'è la mia carta?"],
  ['es', 'hola'],
  ['de', 'danke'],
  ['fr', 'merci'],
  ['pt', 'obrigado'],
])('%s: %s', async (language, text) => {
  await expect(detectLanguage(text, SIX, null)).resolves.toEqual({ language, foreign: null });
});

test.each(['ok', '👍', '12345', '', 'https://bank.example/hola', 'a@b.example'])(
  '"%s" changes nothing',
  async (text) => {
    await expect(detectLanguage(text, SIX, 'fr')).resolves.toEqual({ language: 'fr', foreign: null });
  },
);

test('a language that the business does not speak is never the answer', async () => {
  const found = await detectLanguage('¿dónde está mi tarjeta?', ['en', 'de'], null);
  expect(['en', 'de']).toContain(found.language);
});

test.each([
  ['nl', 'Waar is mijn bankpas gebleven, ik kan hem niet vinden'],
  ['ru', 'где моя карта'],
  ['ja', 'カードはどこですか'],
])('surely %s is said to be foreign, and the conversation keeps its language', async (foreign, text) => {
  await expect(detectLanguage(text, ['en', 'es'], 'es')).resolves.toMatchObject({ foreign });
});

test('a previous language that is no longer spoken gives way to the first', async () => {
  await expect(detectLanguage('ok', ['en', 'de'], 'fr')).resolves.toEqual({ language: 'en', foreign: null });
});
