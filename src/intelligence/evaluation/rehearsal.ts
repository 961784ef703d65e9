/** A conversation played without a customer: what policy and assistant would do with each message. Nothing is stored, nothing is sent. */
import type { Decision, Heard, Nearest, Policy, PolicyInput } from '../../foundation/model/policy';
import { AssistantFailure, type Assistant, type AssistantAnswer, type AssistantRequest } from '../assistant/assistant';
import { decide } from '../escalation/decide';
import { detectLanguage } from '../knowledge/language';

/** What the rehearsed house is made of. */
export interface RehearsedHouse {
  policy: Policy;
  assistant: Assistant;
  /** Helps out where the other fails, as in earnest. */
  embedded: Assistant;
  nearest(text: string): Nearest;
  search: AssistantRequest['search'];
  channel: AssistantRequest['channel'];
  account: string;
  contactAttributes: Record<string, string>;
  hoursOpen: boolean;
  businessName: string;
  instructions: (language: string) => string;
  teams: string[];
}

/** What is carried from one message to the next. */
export interface Rehearsed {
  heard: { author: 'contact' | 'assistant'; text: string }[];
  humanOffered: boolean;
  unknownAnswers: number;
  attempts: number;
  language: string | null;
}

export interface RehearsedTurn {
  language: string;
  nearest: Nearest;
  decision: Decision;
  /** Null when a person is called, and nothing more is said by the assistant. */
  answer: AssistantAnswer | null;
  /** Who wrote it; the embedded one when the model failed. */
  assistant: Assistant['name'] | null;
  failure: string | null;
  /** A person is called: by the policy, or by the assistant itself. */
  handedOff: boolean;
  milliseconds: number;
  after: Rehearsed;
}

export const NOTHING_HEARD: Rehearsed = {
  heard: [],
  humanOffered: false,
  unknownAnswers: 0,
  attempts: 0,
  language: null,
};

export async function rehearse(
  house: RehearsedHouse,
  before: Rehearsed,
  text: string,
  signal: AbortSignal,
): Promise<RehearsedTurn> {
  const began = Date.now();
  const heard = [...before.heard, { author: 'contact' as const, text }].map((each, at) => ({
    ...each,
    id: `rehearsed:${at + 1}`,
    seq: at + 1,
  }));
  const { language, foreign } = await detectLanguage(text, house.policy.languages, before.language);
  const nearest = house.nearest(text);
  const judge = (more: Partial<PolicyInput> = {}): Decision =>
    decide(inputFor(house, before, heard, nearest, foreign ?? language, more), house.policy);
  const turn = (decision: Decision, answer: AssistantAnswer | null, by: Assistant | null, failure: string | null) => ({
    language,
    nearest,
    decision,
    answer,
    assistant: by?.name ?? null,
    failure,
    handedOff: answer === null || answer.kind === 'hand-off',
    milliseconds: Date.now() - began,
    after: follow(before, text, answer, language),
  });

  const decision = judge();
  if (callsPerson(decision)) return turn(decision, null, null, null);
  const request = requestFor(house, heard, text, language, nearest, decision.outcome === 'offer_human');
  const { answer, by, failure } = await ask(house, request, signal);
  if (failure && answer.kind !== 'answer') return turn(judge({ assistantFailure: failure }), null, null, failure);
  if (answer.kind === 'unknown') {
    const again = judge({ unknownAnswers: before.unknownAnswers + 1 });
    if (callsPerson(again)) return turn(again, null, null, failure);
  }
  return turn(decision, answer, by, failure);
}

async function ask(
  house: RehearsedHouse,
  request: AssistantRequest,
  signal: AbortSignal,
): Promise<{ answer: AssistantAnswer; by: Assistant; failure: string | null }> {
  try {
    return { answer: await house.assistant.answer(request, signal), by: house.assistant, failure: null };
  } catch (error) {
    if (!(error instanceof AssistantFailure)) throw error;
    const answer = await house.embedded.answer(request, signal);
    return { answer, by: house.embedded, failure: `${error.kind}: ${error.message}` };
  }
}

const callsPerson = ({ outcome }: Decision): boolean => outcome === 'handoff' || outcome === 'danger';

function inputFor(
  house: RehearsedHouse,
  before: Rehearsed,
  heard: Heard[],
  nearest: Nearest,
  language: string,
  more: Partial<PolicyInput>,
): PolicyInput {
  const message = heard.at(-1) ?? { id: '', seq: 0, author: 'contact', text: '' };
  return {
    message,
    history: heard.slice(0, -1).slice(-30),
    channel: house.channel.kind,
    account: house.account,
    contactAttributes: house.contactAttributes,
    humanOffered: before.humanOffered,
    unknownAnswers: before.unknownAnswers,
    attempts: before.attempts,
    assistantFailure: null,
    unreadable: false,
    hoursOpen: house.hoursOpen,
    language,
    nearest,
    ...more,
  };
}

function requestFor(
  house: RehearsedHouse,
  transcript: Heard[],
  question: string,
  language: string,
  nearest: Nearest,
  offerHuman: boolean,
): AssistantRequest {
  const { channel, businessName, instructions, teams, search } = house;
  return {
    conversationId: 'rehearsal',
    transcript,
    question,
    channel,
    language,
    businessName,
    instructions: instructions(language),
    nearest,
    offerHuman,
    teams,
    search,
  };
}

function follow(before: Rehearsed, text: string, answer: AssistantAnswer | null, language: string): Rehearsed {
  const said = answer && 'text' in answer ? [{ author: 'assistant' as const, text: answer.text }] : [];
  return {
    heard: [...before.heard, { author: 'contact' as const, text }, ...said],
    humanOffered: answer !== null && 'offersHuman' in answer && answer.offersHuman,
    unknownAnswers: before.unknownAnswers + (answer?.kind === 'unknown' ? 1 : 0),
    attempts: before.attempts + (said.length > 0 ? 1 : 0),
    language,
  };
}
