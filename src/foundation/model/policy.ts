/** What the escalation policy is made of, reads and answers. Values only, so that a stored decision replays to the same result. */

export type Reason =
  | 'danger' // danger to life
  | 'asked_for_human'
  | 'dispute'
  | 'fraud'
  | 'lost_or_stolen'
  | 'legal_threat'
  | 'complaint'
  | 'cancellation'
  | 'refund'
  | 'distress'
  | 'repeated_failure'
  | 'assistant_failed'
  | 'unsupported_language'
  | 'rule' // a rule of the business
  | 'not_readable' // what came cannot be read by the assistant
  | 'assistant_off'
  | 'drafts' // the account lets the assistant only draft
  | 'assistant_decided' // the assistant itself called for a person
  | 'reopened'
  | 'answered_before' // the channel takes one automatic answer, and it was given
  | 'other_person' // somebody else answered in the conversation
  | 'other_system' // asked for over the API
  | 'agent';

export type Severity = 'hard' | 'soft';

/** A topic: an article marked `escalate`, or one built in. Hard topics escalate at once and cannot be switched off. */
export interface Topic {
  reason: Reason;
  severity: Severity;
  /** Team name; the front team when absent. */
  team?: string;
  /** A line the customer gets while waiting, e.g. "You can freeze your card in the app." */
  meanwhile?: string;
}

export interface Condition {
  field: 'text' | 'channel' | 'language' | 'contact.attribute' | 'hours.open' | 'attempts' | 'account';
  /** For contact.attribute: which one. */
  name?: string;
  operator: 'contains_word' | 'contains' | 'equals' | 'not_equals' | 'at_least' | 'matches_any';
  value: string | number | boolean | string[];
}

/** A rule of the business. */
export interface Rule {
  id: string;
  name: string;
  enabled: boolean;
  match: 'any' | 'all';
  conditions: Condition[];
  then: { outcome: 'handoff' | 'offer_human'; team?: string; priority?: number };
}

export interface Policy {
  /** Must all stay true: a policy that switches one off cannot be published. */
  danger: { enabled: boolean; text: string };
  askedForHuman: { enabled: boolean };
  hardTopics: { enabled: boolean };
  topics: Partial<Record<Reason, Omit<Topic, 'reason'>>>;
  /** How many of {repeats itself, "did not help", second "I don't know", anger} make a handoff. */
  failureSignals: number;
  languages: string[];
  rules: Rule[];
}

/** Where in which message a signal was seen: offsets in UTF-16 code units, never copied words (erasure must reach it). */
export interface Evidence {
  messageId: string;
  start: number;
  end: number;
}

export interface Heard {
  id: string;
  seq: number;
  author: 'contact' | 'assistant' | 'agent' | 'system';
  text: string;
  /** STOP, START or a HELP that the provider answered: the law's words, not the assistant's. */
  consent?: string | null;
}

/** The nearest articles to the message, best first; `probability` that the first one answers (calibrated). */
export interface Nearest {
  probability: number;
  hits: { articleId: string; title: string; score: number; topic?: Topic }[];
}

export interface PolicyInput {
  message: Heard;
  /** Earlier messages of this conversation since its episode began, oldest first, at most 30. */
  history: Heard[];
  channel: string;
  account: string;
  contactAttributes: Record<string, string>;
  /** The assistant offered a human in its last message, so that "yes" accepts. */
  humanOffered: boolean;
  /** How many answers in this episode were "I don't know". */
  unknownAnswers: number;
  /** Assistant replies in this episode. */
  attempts: number;
  /** The assistant itself failed on this message. */
  assistantFailure: string | null;
  /** Content that the assistant cannot read (media, location). */
  unreadable: boolean;
  hoursOpen: boolean;
  /** ISO 639-1 of the message; one that `Policy.languages` lacks makes an offer of a human. Left out: not looked at. */
  language?: string;
  nearest: Nearest;
}

/**
 * What a decision read beside the words themselves. It is stored with the decision, so that the same one can be made again, and so
 * that another policy can be asked: articles, attributes and hours have changed since.
 */
export interface Circumstances extends Omit<PolicyInput, 'message' | 'history'> {
  /** The history began with this message; the message's own sequence where there was none. */
  historyFrom: number;
  /** Who held the conversation: what a policy asks for is done only while the assistant does. */
  holder: 'assistant' | 'queue' | 'agent';
  /** The version is the demo's and its rules did not hold any more: only the laws did. */
  bare: boolean;
}

export interface Evaluated {
  rule: string;
  fired: boolean;
  values: Record<string, string | number | boolean>;
}

export interface Decision {
  outcome: 'continue' | 'offer_human' | 'handoff' | 'danger';
  reason: Reason | null;
  /** The rule of the order that decided, e.g. "2-asked-for-human" or the id of a business rule. */
  rule: string | null;
  team: string | null;
  priority: number;
  meanwhile: string | null;
  evidence: Evidence[];
  evaluated: Evaluated[];
  /** In plain words: the nearest thing that would have changed the result. */
  counterfactual: string | null;
}

/** What a policy says of a message, without how it came to it: what two policies are compared by. */
export type Ruling = Pick<
  Decision,
  'outcome' | 'reason' | 'rule' | 'team' | 'priority' | 'evidence' | 'counterfactual'
>;
