/** One plain completion for a colleague's eyes: no tools, nothing is sent, and what comes back is checked by who asked. */
import type { OpenAI } from 'openai' with { 'resolution-mode': 'import' };
import { AssistantFailure } from './assistant';
import type { Writer, WrittenText } from './assistant';
import { atMost, connectTo } from './openai-client';
import type { ModelSettings } from './openai-client';
import { complete } from './openai-stream';
import type { Patience } from './openai-stream';

/** An agent waits in front of it. */
const PATIENCE: Patience = { deadlineMs: 15_000, idleMs: 8_000 };
const LONGEST_TOKENS = 900;

export class OpenAiWriter implements Writer {
  readonly model: string;
  private client: Promise<OpenAI> | undefined;

  constructor(
    private readonly settings: ModelSettings,
    private readonly patience: Patience = PATIENCE,
  ) {
    this.model = settings.model;
  }

  async write(rules: string, material: string, signal: AbortSignal): Promise<WrittenText> {
    this.client ??= connectTo(this.settings, this.patience.deadlineMs);
    const request: OpenAI.ChatCompletionCreateParamsStreaming = {
      model: this.settings.model,
      messages: [
        { role: 'system', content: rules },
        { role: 'user', content: material },
      ],
      stream: true,
      stream_options: { include_usage: true },
      ...atMost(this.settings, LONGEST_TOKENS),
    };
    const until = Date.now() + this.patience.deadlineMs;
    const { text, tokensIn, tokensOut } = await complete(await this.client, request, signal, until, this.patience);
    if (text.trim() === '') throw new AssistantFailure('nonsense', 'an empty answer', { tokensIn, tokensOut });
    return { text: text.trim(), tokensIn, tokensOut };
  }
}
