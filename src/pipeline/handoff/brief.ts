/** The brief: what an agent reads first. Built from signals and quotes, without a model; every claim points to a message. Pure. */
import type { Heard, Reason } from '../../foundation/model/policy';

export interface Claim {
  text: string;
  seq: number;
}

export interface Brief {
  why: string;
  wants: Claim[];
  /** The model's summary, as far as it stands in what was said; briefs without one have none. */
  understood?: Claim[];
  tried: Claim[];
  /** `seq` 0: another system said it, no message did. */
  facts: { label: string; value: string; seq: number }[];
  mood: string | null;
  nextStep: string;
}

const QUOTE = 180;

const WHY: Record<Reason, string> = {
  danger: 'Somebody may be in danger.',
  asked_for_human: 'The customer asked for a person.',
  dispute: 'The customer disputes a transaction.',
  fraud: 'The customer reports fraud.',
  lost_or_stolen: 'Something of the customer was lost or stolen.',
  legal_threat: 'The customer speaks of legal steps.',
  complaint: 'The customer complains.',
  cancellation: 'The customer wants to leave or cancel.',
  refund: 'The customer wants money back.',
  distress: 'The customer is in distress.',
  repeated_failure: 'The assistant failed repeatedly.',
  assistant_failed: 'The assistant could not answer because of a fault.',
  unsupported_language: 'The customer writes in a language that the assistant does not speak.',
  rule: 'A rule of the business asked for a person.',
  not_readable: 'The customer sent something that the assistant cannot read.',
  assistant_off: 'The assistant is off on this channel.',
  assistant_decided: 'The assistant called for a person.',
  drafts: 'The assistant only drafts on this channel: a person sends.',
  reopened: 'The customer came back after the matter was closed.',
  answered_before: 'The assistant answered once, which is as often as it does here, and the customer wrote again.',
  other_person: 'Somebody other than the customer wrote into this conversation.',
  other_system: 'Another system of the business asked for a person.',
  agent: 'An agent took the conversation.',
};

const NEXT: Partial<Record<Reason, string>> = {
  danger: 'Answer now, calmly; follow the emergency procedure of your business.',
  dispute: 'Confirm the transaction in question and start the dispute.',
  fraud: 'Secure the account first, then take the details.',
  lost_or_stolen: 'Block it first, then arrange the replacement.',
  legal_threat: 'Do not argue the case; say who will answer and when.',
  complaint: 'Acknowledge it, then say what you will do about it.',
  cancellation: 'Ask what would have to change, then do what they want.',
  refund: 'Check whether it can be refunded and say when.',
  distress: 'Slow down and acknowledge before you solve.',
  repeated_failure: 'Answer the question that the assistant could not.',
  drafts: "Read the assistant's draft, then send or rewrite it.",
  answered_before: 'Read what the assistant answered, then answer what is still open.',
  other_person: 'Find out how they belong to the matter before you tell them anything of it.',
  other_system: 'Read what the other system says, then write to the customer.',
  reopened: 'Read how it ended last time, then pick it up from there.',
};

export interface BriefInput {
  reason: Reason;
  /** E.g. the name of the business rule, or what the assistant said when it handed off. */
  detail: string | null;
  /** The episode's messages, oldest first. */
  heard: readonly Heard[];
  /** A graver matter that came with it: its next step counts. */
  matter?: Reason;
  /** The message that decided. */
  seq: number;
  mood: string | null;
  understood?: readonly Claim[];
  /** What another system said of it. */
  facts?: readonly { label: string; value: string }[];
}

export function buildBrief(input: BriefInput): Brief {
  const contact = input.heard.filter((message) => message.author === 'contact');
  const deciding = contact.find((message) => message.seq === input.seq);
  // What they want: the first words with substance, and the ones that decided.
  const substance = contact.filter((message) => words(message.text) >= 3);
  const first = substance[0] ?? contact[0];
  const wants = [first, ...substance.slice(-2), deciding].filter((message) => message !== undefined);
  const tried = input.heard.filter((message) => message.author === 'assistant').slice(-3);
  return {
    why: [WHY[input.reason], input.matter ? WHY[input.matter] : '', input.detail ?? ''].filter(Boolean).join(' '),
    wants: unique(wants).map((message) => ({ text: quote(message.text), seq: message.seq })),
    ...(input.understood && input.understood.length > 0 ? { understood: [...input.understood] } : {}),
    tried: tried.map((message) => ({ text: quote(message.text), seq: message.seq })),
    facts: [...(input.facts ?? []).map((fact) => ({ ...fact, seq: 0 })), ...factsIn(contact).slice(0, 12)],
    mood: input.mood,
    nextStep: NEXT[input.matter ?? input.reason] ?? 'Read their last words, then answer.',
  };
}

const PATTERNS: { label: string; pattern: RegExp }[] = [
  { label: 'Card', pattern: /[•*xX]{2,}[ -]?(\d{4})\b/gu },
  { label: 'Email', pattern: /\b([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})\b/gu },
  {
    label: 'Amount',
    pattern:
      /((?:[$€£]|\b(?:USD|EUR|GBP)) ?\d{1,9}(?:[.,]\d{1,3}){0,3}|\b\d{1,9}(?:[.,]\d{1,2})? ?(?:€|dollars?|euros?|pounds?|USD|EUR|GBP))/giu,
  },
  {
    label: 'Reference',
    pattern:
      /\b(?:order|reference|ref|booking|reservation|ticket|case|invoice|account|policy)(?: (?:number|no|id|code))?\.?(?: is)?[ :#]{1,3}([A-Z0-9][A-Z0-9-]{3,24})\b/giu,
  },
  {
    label: 'Date',
    pattern:
      /\b(\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?|(?:yesterday|today|last (?:week|month|monday|tuesday|wednesday|thursday|friday|saturday|sunday)))\b/giu,
  },
  {
    label: 'Name',
    pattern: /\b(?:my name is|this is|i am called) ([\p{Lu}][\p{L}'-]{1,30}(?: [\p{Lu}][\p{L}'-]{1,30}){0,2})/gu,
  },
];

/** What the customer's messages give: order numbers, dates, amounts, names, each with its message. */
export function factsIn(contact: readonly Heard[]): Brief['facts'] {
  return unique(contact).flatMap(factsOf);
}

function factsOf(message: Heard): Brief['facts'] {
  const text = message.text.slice(0, 2_000);
  return PATTERNS.flatMap(({ label, pattern }) =>
    [...text.matchAll(pattern)]
      // A reference has a digit in it: "order status" is none.
      .filter((match) => label !== 'Reference' || /\d/.test(match[1] ?? ''))
      .map((match) => ({ label, value: (match[1] ?? match[0]).trim(), seq: message.seq })),
  );
}

function unique(messages: readonly Heard[]): Heard[] {
  return [...new Map(messages.map((message) => [message.seq, message])).values()].sort((a, b) => a.seq - b.seq);
}

function words(text: string): number {
  return text.split(/\s+/u).filter(Boolean).length;
}

export function quote(text: string): string {
  const flat = text.replace(/\s+/gu, ' ').trim();
  return flat.length <= QUOTE ? flat : `${flat.slice(0, QUOTE - 1).trimEnd()}…`;
}

/** What leaves the house by text: of long numbers the last four digits, of addresses the first letter. No sign that makes a text message dearer. */
export function masked(text: string): string {
  return text
    .replace(/\b([\w.+-])[\w.+-]{0,63}@([\w-]{1,63}(?:\.[\w-]{1,63}){1,4})\b/gu, '$1*@$2')
    .replace(/\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/gu, lastFour)
    .replace(/\+?\d(?:[ ()./-]?\d){6,24}/gu, (number) => (ISO_DATE.test(number) ? number : lastFour(number)));
}

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/u;
const lastFour = (number: string): string => `*${number.replace(/\W/gu, '').slice(-4)}`;

/** Facts that no text message carries: they are in the inbox. */
const SENSITIVE = new Set(['Card', 'Email', 'Name', 'Reason', 'Summary']);

/** What an agent reads on a phone who took the conversation, in at most `most` letters: a line of text, or a card of several. */
export function briefForPhone(brief: Brief, { most, lines }: { most: number; lines: boolean }): string {
  const wants = masked(brief.wants.at(-1)?.text ?? '').replaceAll('…', '...');
  const facts = brief.facts
    .filter(({ label }) => !SENSITIVE.has(label))
    .map((fact) => `${fact.label}: ${masked(fact.value)}`)
    .join(', ');
  const parts = lines
    ? [`*${brief.why}*`, wants && `"${wants}"`, facts, `Next: ${brief.nextStep}`]
    : [brief.why, wants && `"${wants}"`, facts];
  const whole = parts.filter(Boolean).join(lines ? '\n' : ' ');
  return whole.length <= most ? whole : `${whole.slice(0, most - 3).trimEnd()}...`;
}

/** For a mailbox: the whole brief, and what was said. */
export function briefForMail(brief: Brief, said: readonly Heard[]): string {
  const list = (title: string, lines: readonly string[]): string[] =>
    lines.length > 0 ? [`${title}\n${lines.map((line) => `- ${line}`).join('\n')}`] : [];
  return [
    brief.why,
    ...list(
      'What they want:',
      brief.wants.map(({ text }) => text),
    ),
    ...list(
      'As the assistant understood it:',
      (brief.understood ?? []).map(({ text }) => text),
    ),
    ...list(
      'What they told us:',
      brief.facts.map(({ label, value }) => `${label}: ${value}`),
    ),
    ...list(
      'What was tried:',
      brief.tried.map(({ text }) => text),
    ),
    ...(brief.mood ? [`Mood: ${brief.mood}`] : []),
    `Next: ${brief.nextStep}`,
    ...(said.length > 0
      ? [
          `What was said, the latest last:\n\n${said.map(({ author, text }) => `${SPEAKERS[author]}: ${text.slice(0, LONGEST_SAID)}`).join('\n\n')}`,
        ]
      : []),
  ].join('\n\n');
}

const LONGEST_SAID = 2_000;
export const SPEAKERS: Record<Heard['author'], string> = {
  contact: 'Customer',
  assistant: 'Assistant',
  agent: 'Agent',
  system: 'Automatic',
};
