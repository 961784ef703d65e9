/** Laws of the assistant without a model: quote, offer titles, or say honestly that it does not know. */
import type { AssistantRequest } from '../../src/intelligence/assistant/assistant';
import { EmbeddedAssistant } from '../../src/intelligence/assistant/embedded-assistant';
import { measure } from '../../src/channels/twilio/segments';
import { guard, promisesHuman } from '../../src/intelligence/assistant/guards';

const LONG =
  'A transfer inside the country takes one working day. Abroad it takes two to four working days. What is sent late starts on the next working day. Weekends do not count. Holidays do not count either. The app shows where it is.';
const article = (title: string, probability: number, body = LONG) => ({
  articleId: title,
  title,
  body,
  url: `https://help.bank.example/${title.length}`,
  probability,
});

const ask = (question: string, change: Partial<AssistantRequest> = {}) =>
  new EmbeddedAssistant().answer({
    conversationId: 'c',
    transcript: [],
    question,
    channel: { kind: 'sms', markup: 'plain', advisedLength: 200 },
    language: 'en',
    businessName: 'Larkmoor Bank',
    instructions: '',
    nearest: { probability: 0, hits: [] },
    offerHuman: false,
    teams: [],
    search: () => [],
    ...change,
  });

describe('several lines said at once', () => {
  const search = (query: string) => (/freeze/u.test(query) ? [article('Freeze', 0.9)] : []);
  test.each(['Hi\nfreeze my card', 'freeze my card\nthanks!', 'Hello there\n\nhow do I freeze it?'])(
    'are answered for their question: %j',
    async (question) => expect(await ask(question, { search })).toMatchObject({ articleIds: ['Freeze'] }),
  );
  test('a greeting that carries a request is a request', async () => {
    expect(await ask('Hi, freeze my card', { search })).toMatchObject({ articleIds: ['Freeze'] });
    expect((await ask('hi there', { search })) as object).toMatchObject({ kind: 'answer', articleIds: [] });
  });
  test('the truth about the machine comes first, the answer after it', async () => {
    const answer = await ask('are you a bot?\nhow do I freeze my card', { search });
    expect('text' in answer && answer.text).toMatch(/^I am an automated assistant.*\n.*Freeze/su);
  });
  test('"help" by itself is told who answers here', async () => {
    expect(await ask('HELP')).toMatchObject({ text: expect.stringContaining('automated assistant') });
  });
});

describe('a sure article', () => {
  test('is quoted with its title and link, cut at the end of a sentence, within the channel’s length', async () => {
    const answer = await ask('how long?', { search: () => [article('How long a transfer takes', 0.8)] });
    const text = 'text' in answer ? answer.text : '';
    expect(answer).toMatchObject({ kind: 'answer', articleIds: ['How long a transfer takes'], offersHuman: false });
    expect(text).toMatch(/^A transfer inside the country takes one working day\./);
    expect(text).toMatch(/\.\nMore: How long a transfer takes https:\/\/help\.bank\.example\/25$/);
    expect(text.length).toBeLessThanOrEqual(200);
  });
  test.each([
    ['en', LONG],
    [
      'es',
      'Una transferencia dentro del país tarda un día hábil. Al extranjero tarda de dos a cuatro días hábiles. Lo que se envía tarde empieza el día hábil siguiente. Los fines de semana no cuentan. Los días festivos tampoco cuentan. La aplicación enseña dónde está.',
    ],
    ['pt', `${'ã'.repeat(300)}.`],
  ])('fits two text messages with its link and the offer, %s', async (language, body) => {
    const found = [article('Cuánto tarda una transferencia', 0.8, body)];
    const answer = await ask('how long?', {
      language,
      offerHuman: true,
      channel: {
        kind: 'sms',
        markup: 'plain',
        advisedLength: 320,
        fits: (words) => measure(words).segments <= 2,
      },
      search: () => found,
    });
    const said = 'text' in answer ? answer.text : '';
    expect(measure(said).segments).toBeLessThanOrEqual(2);
    expect(said).toContain(found[0]?.url);
  });
  test('is given whole where there is room', async () => {
    const answer = await ask('how long?', {
      channel: { kind: 'web', markup: 'markdown', advisedLength: 1_500 },
      search: () => [article('T', 0.8, `**Quick.** ${LONG}`)],
    });
    expect('text' in answer && answer.text).toContain(`**Quick.** ${LONG}`);
  });
  test('offers a person when the policy asks for it, still within the length', async () => {
    const answer = await ask('how long?', { offerHuman: true, search: () => [article('T', 0.8)] });
    expect(answer).toMatchObject({ offersHuman: true });
    expect('text' in answer ? answer.text.length : 999).toBeLessThanOrEqual(200);
    expect('text' in answer && answer.text).toMatch(/Reply YES\.$/);
  });
});

describe('a doubtful article', () => {
  const near = [
    article('First thing', 0.3),
    article('Second thing', 0.2),
    article('Third thing', 0.1),
    article('Fourth', 0.1),
  ];

  test('makes at most three numbered titles and an offered person', async () => {
    const answer = await ask('thing?', { search: () => near });
    expect(answer).toMatchObject({ kind: 'suggest', offersHuman: true });
    expect('text' in answer && answer.text).toMatch(/1 First thing\n2 Second thing\n3 Third thing\n/);
    expect('text' in answer && answer.text).not.toContain('Fourth');
  });

  test.each(['2', '2.', 'the second', 'Second thing'])('chosen by "%s" is quoted', async (reply) => {
    const offered = await ask('thing?', { search: () => near });
    const transcript: AssistantRequest['transcript'] = [
      { id: '1', seq: 1, author: 'contact', text: 'thing?' },
      { id: '2', seq: 2, author: 'assistant', text: 'text' in offered ? offered.text : '' },
    ];
    const queries: string[] = [];
    const answer = await ask(reply, {
      transcript,
      search: (query) => {
        queries.push(query);
        return near.filter((each) => each.title === query);
      },
    });
    expect(queries).toEqual(['Second thing']);
    expect(answer).toMatchObject({ kind: 'answer', articleIds: ['Second thing'] });
  });
});

test('nothing near is an honest "I do not know" with an offered person', async () => {
  const answer = await ask('moons?', { search: () => [article('T', 0.05)] });
  expect(answer).toMatchObject({
    kind: 'unknown',
    offersHuman: true,
    text: 'I do not know the answer to that. Shall I get you a person? Reply YES.',
  });
});

test.each([
  ['hello', 'en', 'Hello!'],
  ['Guten Morgen', 'de', 'Hallo!'],
  ['thanks', 'en', 'You are welcome!'],
  ['bye', 'en', 'Goodbye'],
  ['are you a bot?', 'en', 'I am an automated assistant, not a person.'],
  ['¿eres un robot?', 'es', 'Soy un asistente automático'],
])('"%s" gets a natural reply', async (question, language, reply) => {
  const answer = await ask(question, { language });
  expect(answer).toMatchObject({ kind: 'answer', articleIds: [] });
  expect('text' in answer && answer.text).toContain(reply);
});

describe('the guards', () => {
  const links = { hosts: ['bank.example', '*.help.example'], urls: ['https://shop.other.example/a?b=1'] };
  const web = { kind: 'web', markup: 'markdown', advisedLength: 2_000 } as const;

  test.each([
    'https://bank.example/x',
    'http://eu.help.example/y',
    'https://shop.other.example/a?b=1',
    'see [this](https://bank.example/x)',
    'https://bank.example/docs/v1.html/x',
    'bank.example/fees',
  ])('let pass %s', (text) => expect(guard(text, web, links)).toEqual({ text, removed: [] }));

  test.each([
    'https://evil.example',
    'https://help.example.evil.com/y',
    'https://nothelp.example',
    'https://bank.example@evil.com',
    'HTTPS://EVIL.COM',
    'www.evil.com',
    'evil.com/login',
    'evil.zip/login',
    'evil.support/a',
    'evil.finance',
    'evil。com',
    'evil.photography/x',
    '1.2.3.4/evil',
    'https://bank.example\\@evil.io',
    'javascript:alert(1)',
    'data:text/html;base64,AAAA',
    '[x](//evil.com)',
    '![x](https://bank.example/p.png)',
    '<script>alert(1)</script>',
    '<a href="https://evil.com">',
  ])('take out %s', (text) => {
    const guarded = guard(`Look: ${text} now`, web, links);
    expect(guarded.text).not.toMatch(/evil|script:|base64|<|!\[|\/\//i);
    expect(guarded.removed.length).toBeGreaterThan(0);
  });

  test('leave words, numbers and prices alone', () => {
    const text =
      'It costs 3.50 or 1.5 percent, e.g. at 8 p.m. Write to us. Fine? On 22.11.2026 and/or later, Inc./Ltd.';
    expect(guard(text, web, links)).toEqual({ text, removed: [] });
  });
  test('give a plain channel plain words', () => {
    expect(guard('**Now** see [this](https://bank.example/x)', { ...web, markup: 'plain' }, links).text).toBe(
      'Now see this https://bank.example/x',
    );
    expect(guard('**Now**', { ...web, markup: 'whatsapp' }, links).text).toBe('*Now*');
  });
  test('know a promise from an offer', () => {
    expect(promisesHuman('A colleague will call you back.')).toBe(true);
    expect(promisesHuman('Shall I connect you with a colleague?')).toBe(false);
    expect(promisesHuman('If you like, an agent will call you.')).toBe(false);
    expect(promisesHuman('The transfer will reach your account.')).toBe(false);
  });
});
