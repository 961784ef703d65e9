/** The client of an OpenAI-compatible server, loaded with the first question: a house without a model never pays for it. */
import type { OpenAI } from 'openai' with { 'resolution-mode': 'import' };

export interface ModelSettings {
  apiKey: string;
  /** Any compatible server; OpenAI's own when null. */
  baseUrl: string | null;
  model: string;
}

export async function connectTo({ apiKey, baseUrl }: ModelSettings, timeoutMs: number): Promise<OpenAI> {
  const { OpenAI: Client } = await import('openai');
  return new Client({
    // A local server takes any key, and the client insists on one.
    apiKey: apiKey || 'none',
    baseURL: baseUrl ?? undefined,
    // Delivery of an answer has one clock and one rule for retries, and they are ours.
    maxRetries: 0,
    timeout: timeoutMs,
    logLevel: 'off',
  });
}

/** OpenAI's newer models refuse the older name, compatible servers may not know the newer one. */
export function atMost(
  { baseUrl }: ModelSettings,
  tokens: number,
): { max_tokens: number } | { max_completion_tokens: number } {
  return baseUrl ? { max_tokens: tokens } : { max_completion_tokens: tokens };
}
