/** Which sensitive matter a message raises, by words, and whether it only asks how things are done. */
import type { Evidence } from '../../../foundation/model/policy';
import type { Reading } from '../reading';
import { TOPIC_WORDS } from './topic-words';
import type { TopicReason } from './topic-words';

export interface TopicFinding {
  reason: TopicReason;
  strength: 'certain' | 'likely';
  evidence: Evidence;
}

/** "I found my lost card" is no loss any more, and a card in a machine is another matter. */
const NOT_LOST =
  /\b(?:found (?:my|the|it|a|this|that)|(?:atm|machine|cash ?point) (?:just |has |have )?(?:stole|stolen|ate|eaten|took|taken|kept|swallowed|lost)|(?:lost|left) (?:\S{1,10} ){1,3}?in (?:the|an|your) (?:atm|cash ?point|machine)|just found|found$|no longer (?:lost|missing)|find a card i lost|turned up|was just in my|encontre mi|wiedergefunden|retrouve|achei meu|ritrovato)\b/;

/** Somebody else cancelled, and the customer asks why. */
const CANCELLED_FOR_THEM =
  /\bwhy (?:did|would|do|does|was|were|has|have|is) (?:you|they|the|it|my|a|this) ?(?:[^\s.!?]{1,16} ){0,4}?(?:cancell?(?:ed)?|reversed?|reverted)\b/;

/** The matters that the words raise, the gravest first, each once. */
export function topicsInWords(reading: Reading): TopicFinding[] {
  return TOPIC_WORDS.flatMap(({ reason, certain, likely }): TopicFinding[] => {
    if (reason === 'cancellation' && CANCELLED_FOR_THEM.test(reading.folded)) return [];
    if (reason === 'lost_or_stolen' && NOT_LOST.test(reading.folded)) return [];
    for (const [strength, patterns] of [
      ['certain', certain],
      ['likely', likely],
    ] as const) {
      for (const pattern of patterns) {
        const match = pattern.exec(reading.folded);
        if (match) {
          const evidence = reading.evidence(match.index, match.index + match[0].length);
          return [{ reason, strength, evidence }];
        }
      }
    }
    return [];
  });
}

const ABOUT_RULES =
  /\b(?:what|whats|which|where|how|do|does|is|are|can|could|tell me|explain|know|info|information|details|read|see|find|check|view|about)\b(?: [^\s]{1,20}){0,8}? (?:polic(?:y|ies)|terms(?: and conditions)?|procedure|rules?|conditions|guidelines|deadline|time ?frame|cancel\w{0,6} (?:fees?|charges?|penalt\w{1,4}|costs?)|(?:fees?|penalt\w{1,4}|charges?|costs?) (?:for|of|to|when|if i) (?:cancel|clos|terminat)\w{1,8})\b/;
const HOW_LONG =
  /\b(?:how long|how many days|when|what time)\b(?: [^\s]{1,20}){0,6}? (?:refunds?|disputes?|cancel\w{0,6}|reimburse\w{0,5}|complaints?|investigations?)\b(?: [^\s]{1,20}){0,3}? (?:take|takes|last|process\w{0,3}|arrive|work)\b/;
const IN_GENERAL =
  /\b(?:what (?:happens|should (?:i|one|someone) do|do i do|to do)|how (?:do|does|would|can) (?:i|one|you|it|people|customers|disputes?|refunds?|chargebacks?))\b(?: [^\s]{1,20}){0,8}? (?:if|in case|when|work|works)\b/;
const OFFERS =
  /\b(?:do|does|will) (?:you|your (?:company|bank|shop|store))(?: [^\s]{1,20}){0,2}? (?:offer|accept|allow|give|provide|do|have|charge)\b/;
const HAPPENED =
  /\b(?:was|were|got|been|has|have|had|just|already|lost|stole|someone|somebody|yesterday|today|this morning|last night|an hour ago|i want|i need|id like|i would like|please|now|immediately|asap|help me)\b/;
/** Something happened to this customer; whatever else is asked, a hard matter stays one. */
const EVENT =
  /\b(?:was|were|been|has been|i lost|ive lost|stole|someone|somebody|yesterday|this morning|last night|an hour ago|days? ago|charged me|i (?:didnt|did not|never))\b/;
const SPANISH_AND_OTHERS =
  /\b(?:cual es (?:la|su) politica|que politica|politica de|wie (?:ist|lautet) (?:ihre|die) \S{1,30}|(?:ruckgabe|storno|erstattungs)(?:bedingungen|regeln|richtlinie)|quelle est (?:votre|la) politique|politique de|qual e a politica|qual e la (?:vostra )?(?:politica|procedura)|politica di|condizioni di)\b/;

const IN_WHAT_CASES =
  /\b(?:in (?:what|which) (?:cases?|situations?|circumstances)|under what (?:conditions|circumstances)|money back (?:policy|guarantee)|how do you say|how (?:can|do) i say|translate)\b/;
const REPLACEMENT =
  /\b(?:how long|how soon|how many days|when|how much|what does it cost|cost|fee|soon|immediately|quickly)\b(?: [^\s]{1,20}){0,10}? (?:replac\w{1,8}|new (?:\S{1,10} )?card)\b|\breplac\w{1,8}\b(?: [^\s]{1,20}){0,6}? (?:soon|quickly|immediately|how long|take)\b/;

/** "What is your refund policy?": a question about the rules that an article may answer, not a case for a human. */
export function asksAboutRules(reading: Reading): boolean {
  const text = reading.folded;
  if (HOW_LONG.test(text) || SPANISH_AND_OTHERS.test(text)) return true;
  if (ABOUT_RULES.test(text) || IN_WHAT_CASES.test(text)) return true;
  if (
    REPLACEMENT.test(text) &&
    !/\b(?:i|ive|my \S{1,12}(?: card)?) (?:have |just |has |was |been |got )*(?:lost|stolen)\b/.test(text)
  )
    return true;
  return (IN_GENERAL.test(text) || OFFERS.test(text)) && !HAPPENED.test(text);
}

/** Tells of something that happened, not of how things are done. */
export function recountsEvent(reading: Reading): boolean {
  return EVENT.test(reading.folded);
}

const QUESTION =
  /^(?:(?:hi|hello|hey|please|ok|so|and|well|also|sorry|excuse me)[ ,]+)*(?:how|what|whats|when|where|which|who|why|can|could|do|does|did|is|are|am|will|would|should|may|may i|como|cuando|donde|cual|que|quien|puedo|se puede|hay|wie|wann|wo|was|welche|wer|warum|kann|konnen|gibt|ist|comment|quand|ou|quel|quelle|qui|pourquoi|puis|peut|est ce|y a|quando|onde|qual|quem|posso|pode|tem|dove|quale|chi|perche|c e)\b/;

/** Whether the customer asks for information, by mark or by form. */
export function isQuestion(reading: Reading): boolean {
  return reading.folded.includes('?') || reading.clauses.some((clause) => QUESTION.test(clause.text));
}
