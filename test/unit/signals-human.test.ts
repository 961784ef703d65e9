/** Laws of the request for a person: said in six languages, negated, turned into a question about machines, taken back. */
import { text } from '../../src/foundation/model/texts';
import { read } from '../../src/intelligence/escalation/reading';
import { agrees, withdrawsRequest } from '../../src/intelligence/escalation/signals/agreement';
import { asksForHuman } from '../../src/intelligence/escalation/signals/asks-for-human';
import { asksIfAutomated } from '../../src/intelligence/escalation/signals/automated';

const asks = (text: string): boolean => asksForHuman(read({ id: 'm', text })).length > 0;

test.each(['en', 'es', 'de', 'fr', 'pt', 'it'])('the answer that one touch gives asks for a person: %s', (language) => {
  expect(asks(text('want_human', language))).toBe(true);
  // A button of WhatsApp takes no more.
  expect(text('want_human', language).length).toBeLessThanOrEqual(20);
});

describe('asks for a person', () => {
  test.each([
    'Let me talk to a person',
    'HUMAN!!!',
    'humannnn',
    'agent',
    'Representative please',
    'give me a human',
    'can I get a live agent',
    'I want to speak with your supervisor',
    'Could you put me through to your manager?',
    'talk 2 a human pls',
    'I do not know how to speak to an agent',
    "can't I just talk to somebody?",
    "why can't I speak to a person",
    "I'd rather deal with a real person",
    "I'm done talking to a machine",
    'this bot is useless',
    'I need someone to call me about this',
    'Can someone call me?',
    'this charge is not mine, let me talk to a person',
    'hello and let me reach a human being',
    'Quiero hablar con una persona de verdad',
    '¿Me puede atender un humano?',
    'pásame con un agente',
    'hablar con soporte',
    'Verbinden Sie mich bitte mit einem Mitarbeiter',
    'Ich möchte einen echten Menschen sprechen',
    'Kann ich mit jemandem reden?',
    'Ich brauche einen menschlichen Ansprechpartner',
    'Je veux parler à un conseiller',
    'Puis-je parler à quelqu’un ?',
    'passez-moi un humain',
    "y a-t-il quelqu'un ?",
    'Quero falar com um atendente',
    'me passa para um humano',
    'tem algum humano aí?',
    'Vorrei parlare con un operatore',
    'mi passi una persona vera',
    "c'è qualcuno con cui posso parlare?",
  ])('%s', (text) => expect(asks(text)).toBe(true));

  test.each([
    "I don't want a bot, I want a human",
    'no quiero un robot, quiero un agente',
    'I dont want to make a payment please let me speak with someone',
    'Ich will nicht mit einem Bot schreiben',
    'je ne veux pas parler à un robot',
    'are you a bot? get me a real person',
  ])('past a "not" that belongs to something else: %s', (text) => expect(asks(text)).toBe(true));
});

describe('does not ask for a person', () => {
  test.each([
    "I'd prefer not to be transferred to an agent",
    "please don't transfer me to an operator",
    "No, you don't need to transfer me to a human",
    "I don't want to talk to a person",
    'no quiero hablar con una persona',
    'Ich möchte nicht mit einem Mitarbeiter sprechen',
    'je ne veux pas parler à un conseiller',
    'não quero falar com um atendente',
    'non voglio parlare con un operatore',
  ])('when the wish is refused: %s', (text) => expect(asks(text)).toBe(false));

  test.each([
    'How do I transfer money to another person?',
    'can I add a second person to my account',
    'I talked to your agent yesterday and she fixed it',
    'do I have to speak to an agent to change my address?',
    'what are your opening hours',
    'my agent code is 55',
    'the estate agent needs a letter',
    'I sent it to someone else by mistake',
    'how many people can use one account',
    'quiero enviar dinero a una persona',
    'Ich will einer Person Geld schicken',
    "je veux envoyer de l'argent à une personne",
    'quero transferir para outra pessoa',
    'voglio inviare soldi a una persona',
    'I need help',
    '',
  ])('when people are only mentioned: %s', (text) => expect(asks(text)).toBe(false));

  test.each([
    'are you a human?',
    'am I talking to a real person?',
    'is this a bot?',
    'r u a bot',
    '¿eres una persona real?',
    'Bist du ein Bot?',
    'spreche ich mit einem Menschen?',
    'êtes-vous un robot ?',
    'est-ce que je parle à un humain ?',
    'você é um robô?',
    'sei una persona vera?',
  ])('when it is a question about the assistant: %s', (text) => {
    expect(asks(text)).toBe(false);
    expect(asksIfAutomated(text)).toBe(true);
  });
});

test.each([
  'I need a human',
  'are you open on sunday',
  'is this card real',
  'my card is a virtual card',
  'you are wrong',
])('no question about the assistant: %s', (text) => expect(asksIfAutomated(text)).toBe(false));

test('the evidence is where the words stand in the message as it was written', () => {
  const text = 'Grüße 😀, así no — let me talk to a PERSON, please.';
  const [evidence] = asksForHuman(read({ id: 'm7', text }));
  expect(evidence?.messageId).toBe('m7');
  expect(text.slice(evidence?.start, evidence?.end)).toBe('talk to a PERSON');
});

describe('a yes to an offered person', () => {
  test.each(['yes', 'Yes please', 'sure, go ahead', 'sí', 'ja bitte', 'oui', "d'accord", 'sim', 'sì grazie', '👍'])(
    'is %s',
    (text) => expect(agrees(read({ id: 'm', text }))).toBe(true),
  );
  test.each(['no', 'no thanks', 'please', 'thanks', 'yes but first tell me the fee', 'not ok', 'maybe'])(
    'is not %s',
    (text) => expect(agrees(read({ id: 'm', text }))).toBe(false),
  );
});

describe('a request is taken back', () => {
  test.each([
    'never mind',
    'nvm',
    "it's ok now",
    'I figured it out',
    "I don't need a human anymore",
    'olvídalo',
    'hat sich erledigt',
    'laissez tomber',
    'deixa pra lá',
    'lascia stare',
  ])('by %s', (text) => expect(withdrawsRequest(text)).toBe(true));
  test.each(['never mind the bot, get me a human', 'hello?', 'still waiting', 'ok', 'yes'])('not by %s', (text) =>
    expect(withdrawsRequest(text)).toBe(false),
  );
});
