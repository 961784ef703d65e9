/** The assistant port: two stand behind it, the embedded one (knowledge only) and one with a model. Its output is never trusted. */
import type { Heard, Nearest } from '../../foundation/model/policy';

export interface AssistantRequest {
  conversationId: string;
  /** Messages of the conversation, oldest first; the last contact messages are what must be answered. */
  transcript: Heard[];
  /** The text to be answered: the coalesced burst. */
  question: string;
  channel: {
    kind: string;
    markup: 'plain' | 'whatsapp' | 'markdown';
    advisedLength: number;
    /** Where length is not all that counts: one letter may change the encoding of a text message, and more than halve its room. */
    fits?: (text: string) => boolean;
  };
  language: string;
  businessName: string;
  instructions: string;
  nearest: Nearest;
  /** Offer a human with this answer (soft topic, or the policy's abstain rule). */
  offerHuman: boolean;
  /** Teams a handoff may name. */
  teams: string[];
  search(
    query: string,
  ): { articleId: string; title: string; body: string; url: string | null; probability: number; language?: string }[];
  /** What may be looked up or changed for this customer; none in a rehearsal. */
  lookUps?: BoundLookUps;
}

/** The business's tools, bound to one customer: no argument names another. */
export interface BoundLookUps {
  offered: { name: string; description: string; parameters: Record<string, unknown> }[];
  /** A code can be sent to an address that the customer wrote. */
  mayVerify: boolean;
  call(name: string, parameters: unknown, signal: AbortSignal): Promise<LookUp>;
}

export type LookUp =
  | { kind: 'found'; text: string }
  /** What the model should know about why not. */
  | { kind: 'refused'; why: string }
  /** The customer must agree first: nothing was done. */
  | { kind: 'ask'; words: string; call: ProposedCall };

export interface ProposedCall {
  tool: string;
  parameters: Record<string, string | number>;
}

export interface Step {
  kind: 'search' | 'tool' | 'model' | 'guard';
  detail: string;
}

export type AssistantAnswer = (
  | { kind: 'answer'; text: string; articleIds: string[]; offersHuman: boolean }
  | { kind: 'suggest'; text: string; articleIds: string[]; offersHuman: boolean }
  | { kind: 'unknown'; text: string; offersHuman: boolean }
  /** `claims`: what of the assistant's summary stands in what was said, each with the message that says it. */
  | {
      kind: 'hand-off';
      reason: string;
      detail: string;
      claims: { text: string; seq: number }[];
      team: string | null;
    }
  | { kind: 'close'; text: string }
  /** Asks the customer to agree to `call`. */
  | { kind: 'confirm'; text: string; call: ProposedCall }
  /** The customer has to show who they are; where the code goes is read from their own words. */
  | { kind: 'verify' }
) & { steps: Step[]; model: string | null; tokensIn: number; tokensOut: number };

export interface Assistant {
  readonly name: 'embedded' | 'openai';
  /** Throws an AssistantFailure; never answers half a text. */
  answer(request: AssistantRequest, signal: AbortSignal): Promise<AssistantAnswer>;
}

/** error, time-out, cut stream, bad tool call twice. */
export class AssistantFailure extends Error {
  constructor(
    readonly kind: 'timeout' | 'rate-limited' | 'error' | 'cut' | 'nonsense',
    message: string,
    readonly options: { cause?: unknown; retryAfterMs?: number; tokensIn?: number; tokensOut?: number } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'AssistantFailure';
  }
}

export interface WrittenText {
  text: string;
  tokensIn: number;
  tokensOut: number;
}

/** A model that writes for an agent: drafts, summaries, translations. Its output is never trusted either. */
export interface Writer {
  readonly model: string;
  /** `material` is data that gives no orders. Throws an AssistantFailure. */
  write(rules: string, material: string, signal: AbortSignal): Promise<WrittenText>;
}

export const ASSISTANT = Symbol('assistant');
/** Null without a model. */
export const WRITER = Symbol('writer');
