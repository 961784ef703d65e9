/** What agents read on their phones, in their language: the commands that it names are understood. */
import { consoleLanguage, consoleText, type ConsoleText } from '../../src/foundation/model/console-texts';
import type { Language } from '../../src/foundation/model/texts';
import { parseConsole } from '../../src/pipeline/handoff/console-grammar';

const LANGUAGES: Language[] = ['en', 'es', 'de', 'fr', 'pt', 'it'];
const NAMING: ConsoleText[] = ['offer', 'offer_from', 'offers_many', 'nudge', 'opened', 'opened_mail_how'];

describe.each(LANGUAGES)('in %s', (language) => {
  it('every command that a text names is one, and none is a word that a carrier acts on', () => {
    for (const key of NAMING) {
      const named = consoleText(key, language).match(/(?<![\p{L}{])\p{Lu}{4,}(?![\p{L}}])/gu) ?? [];
      expect([key, named.length > 0]).toEqual([key, true]);
      for (const word of named) expect([word, parseConsole(word).kind]).not.toEqual([word, 'answer']);
      expect(named.filter((word) => /^(STOP|STOPALL|UNSUBSCRIBE|CANCEL|END|QUIT|HELP|INFO)$/u.test(word))).toEqual([]);
    }
  });

  it('a touch is the command', () => {
    const kinds = (['touch_accept', 'touch_decline', 'touch_brief'] as const).map((key) => {
      const word = consoleText(key, language);
      // As much as a button of WhatsApp holds.
      expect(word.length).toBeLessThanOrEqual(20);
      return parseConsole(word).kind;
    });
    expect(kinds).toEqual(['accept', 'decline', 'brief']);
  });

  it('leaves no place open that is filled in English', () => {
    const places = (of: Language, key: ConsoleText) => (consoleText(key, of).match(/\{\w+\}/gu) ?? []).sort();
    const keys: ConsoleText[] = [
      ...NAMING,
      'transferred',
      'for_whom',
      'for_whom_file',
      'how_one',
      'how_several',
      'which_one',
      'earlier',
      'no_team',
      'no_code',
      'nothing_held',
      'file_not_sent',
    ];
    for (const key of keys) expect([key, places(language, key)]).toEqual([key, places('en', key)]);
  });
});

it('is the first language of an agent that is spoken here', () => {
  expect([consoleLanguage(['tr', 'de-AT', 'fr']), consoleLanguage([]), consoleLanguage(['ja'])]).toEqual([
    'de',
    'en',
    'en',
  ]);
});
