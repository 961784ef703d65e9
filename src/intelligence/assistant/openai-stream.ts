/** One streamed completion, read whole before anything is said: own deadline, own idle timer, one retry where the server asks for it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenAI } from 'openai' with { 'resolution-mode': 'import' };
import { AssistantFailure } from './assistant';

export interface Completion {
  text: string;
  calls: { id: string; name: string; json: string }[];
  tokensIn: number;
  tokensOut: number;
}

export interface Patience {
  /** The whole answer, every round of it, in milliseconds. */
  deadlineMs: number;
  /** The longest silence, before the first piece and between two. */
  idleMs: number;
}

/** More than any answer or arguments need; a model that runs on is cut off. */
const LONGEST = 24_000;
const MOST_CALLS = 8;
/** A server that says "later" without saying when. */
const DEFAULT_WAIT_MS = 1_000;

type Request = OpenAI.ChatCompletionCreateParamsStreaming;

/** `until`: when the deadline of the whole answer ends, as of Date.now(). Throws nothing but AssistantFailure. */
export async function complete(
  client: OpenAI,
  request: Request,
  signal: AbortSignal,
  until: number,
  patience: Patience,
): Promise<Completion> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(client, request, signal, until, patience);
    } catch (error) {
      const failure = translated(error, signal);
      const wait = failure.options.retryAfterMs ?? DEFAULT_WAIT_MS;
      const again = failure.kind === 'rate-limited' && attempt === 1 && Date.now() + wait < until - patience.idleMs / 2;
      if (!again) throw failure;
      await sleep(wait, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) throw new AssistantFailure('timeout', 'the turn was called off', { cause: signal.reason });
    }
  }
}

async function once(
  client: OpenAI,
  request: Request,
  signal: AbortSignal,
  until: number,
  patience: Patience,
): Promise<Completion> {
  const stop = new AbortController();
  let why: 'deadline' | 'silence' | null = null;
  const end = (reason: 'deadline' | 'silence'): void => {
    why ??= reason;
    stop.abort();
  };
  const deadline = setTimeout(() => end('deadline'), Math.max(0, until - Date.now()));
  let idle = setTimeout(() => end('silence'), patience.idleMs);
  const heard = (): void => {
    clearTimeout(idle);
    idle = setTimeout(() => end('silence'), patience.idleMs);
  };
  const timedOut = (): AssistantFailure | null =>
    why === 'deadline'
      ? new AssistantFailure('timeout', `no whole answer within ${patience.deadlineMs} ms`)
      : why === 'silence'
        ? new AssistantFailure('timeout', `the model was silent for ${patience.idleMs} ms`)
        : null;
  try {
    const stream = await client.chat.completions.create(request, { signal: AbortSignal.any([signal, stop.signal]) });
    heard();
    const collected = await collect(stream, heard);
    // The client ends its iteration quietly when it is aborted.
    const late = timedOut();
    if (late) throw late;
    if (signal.aborted) throw new AssistantFailure('timeout', 'the turn was called off', { cause: signal.reason });
    if (!collected.finished) throw new AssistantFailure('cut', 'the stream ended in the middle of the answer');
    return collected.completion;
  } catch (error) {
    throw timedOut() ?? error;
  } finally {
    clearTimeout(deadline);
    clearTimeout(idle);
    stop.abort();
  }
}

async function collect(
  stream: AsyncIterable<OpenAI.ChatCompletionChunk>,
  heard: () => void,
): Promise<{ completion: Completion; finished: boolean }> {
  const completion: Completion = { text: '', calls: [], tokensIn: 0, tokensOut: 0 };
  const calls = new Map<number, { id: string; name: string; json: string }>();
  let finished = false;
  let length = 0;
  for await (const chunk of stream) {
    heard();
    completion.tokensIn = chunk.usage?.prompt_tokens ?? completion.tokensIn;
    completion.tokensOut = chunk.usage?.completion_tokens ?? completion.tokensOut;
    const choice = chunk.choices?.[0];
    if (!choice) continue;
    completion.text += choice.delta?.content ?? '';
    length += choice.delta?.content?.length ?? 0;
    for (const part of choice.delta?.tool_calls ?? []) {
      const call = calls.get(part.index) ?? { id: '', name: '', json: '' };
      call.id ||= part.id ?? '';
      call.name += part.function?.name ?? '';
      call.json += part.function?.arguments ?? '';
      length += part.function?.arguments?.length ?? 0;
      calls.set(part.index, call);
    }
    if (length > LONGEST || calls.size > MOST_CALLS) {
      throw new AssistantFailure('nonsense', 'the model ran on without end');
    }
    if (choice.finish_reason) finished = true;
  }
  completion.calls = [...calls.entries()]
    .sort(([one], [other]) => one - other)
    .map(([index, call]) => ({ ...call, id: call.id || `call_${index}` }));
  return { completion, finished };
}

/** The client's own errors by what they mean here. */
function translated(error: unknown, signal: AbortSignal): AssistantFailure {
  if (error instanceof AssistantFailure) return error;
  if (signal.aborted) return new AssistantFailure('timeout', 'the turn was called off', { cause: error });
  const status = statusOf(error);
  const message = error instanceof Error ? error.message.slice(0, 300) : 'unknown error';
  if (status === 429 || status === 503) {
    return new AssistantFailure('rate-limited', `the model's server asks to wait (${status})`, {
      cause: error,
      retryAfterMs: retryAfter(error),
    });
  }
  if (status !== undefined)
    return new AssistantFailure('error', `the model's server answered ${status}`, { cause: error });
  const name = isErrorLike(error) ? error.name : '';
  if (name === 'SyntaxError') {
    return new AssistantFailure('nonsense', 'the stream carried something that is not JSON', { cause: error });
  }
  // undici reports a connection that breaks in the middle of a body as a plain TypeError.
  if (name === 'TypeError') return new AssistantFailure('cut', 'the connection broke off', { cause: error });
  return new AssistantFailure('error', message, { cause: error });
}

/** Errors of fetch may come from another realm, where instanceof is blind. */
function isErrorLike(error: unknown): error is { name: string } {
  return typeof (error as { name?: unknown } | null)?.name === 'string';
}

function statusOf(error: unknown): number | undefined {
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' ? status : undefined;
}

function retryAfter(error: unknown): number | undefined {
  const headers = (error as { headers?: unknown }).headers;
  if (!(headers instanceof Headers)) return undefined;
  const milliseconds = Number(headers.get('retry-after-ms') ?? Number.NaN);
  if (Number.isFinite(milliseconds)) return Math.max(0, milliseconds);
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  const seconds = Number(value);
  const wait = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(value) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}
