/** The assistant port: two stand behind it, the embedded one (knowledge only) and one with a model. Its output is never trusted. */
import type { Heard, Nearest } from '../../foundation/model/policy';

export interface AssistantRequest {
  conversationId: string;
  /** Messages of the conversation, oldest first; the last contact messages are what must be answered. */
  transcript: Heard[];
  /** The text to be answered: the coalesced burst. */
  question: string;
  channel: { kind: string; markup: 'plain' | 'whatsapp' | 'markdown'; advisedLength: number };
  language: string;
  businessName: string;
  instructions: string;
  nearest: Nearest;
  /** Offer a human with this answer (soft topic, or the policy's abstain rule). */
  offerHuman: boolean;
  /** Teams a handoff may name. */
  teams: string[];
  search(query: string): { articleId: string; title: string; body: string; url: string | null; probability: number }[];
}

export interface Step {
  kind: 'search' | 'tool' | 'model' | 'guard';
  detail: string;
}

export type AssistantAnswer = (
  | { kind: 'answer'; text: string; articleIds: string[]; offersHuman: boolean }
  | { kind: 'suggest'; text: string; articleIds: string[]; offersHuman: boolean }
  | { kind: 'unknown'; text: string; offersHuman: boolean }
  | { kind: 'hand-off'; reason: string; summary: string; team: string | null }
  | { kind: 'close'; text: string }
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
    readonly options: { cause?: unknown; retryAfterMs?: number } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'AssistantFailure';
  }
}

export const ASSISTANT = Symbol('assistant');
