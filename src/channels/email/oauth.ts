/** Access tokens for mailboxes that take no password (RFC 6749 section 6), kept until shortly before they end. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { SendFault } from '../channel';
import type { OAuth } from './account';

const Answer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive().default(3_600) });
const MARGIN_MS = 60_000;
/** A token's answer is small; more is not read. */
const LONGEST_ANSWER = 100_000;

export class AccessTokens {
  private readonly kept = new Map<string, { token: string; until: number }>();

  /** Throws a SendFault: `permanent` when the provider refuses the refresh token, `retry` when it cannot be asked. */
  async of(auth: OAuth, signal: AbortSignal): Promise<string> {
    const key = createHash('sha256').update(JSON.stringify(auth)).digest('hex');
    const kept = this.kept.get(key);
    if (kept && kept.until > Date.now()) return kept.token;
    const { access_token: token, expires_in: seconds } = await ask(auth, signal);
    this.kept.set(key, { token, until: Date.now() + seconds * 1_000 - MARGIN_MS });
    return token;
  }
}

async function ask(auth: OAuth, signal: AbortSignal): Promise<z.infer<typeof Answer>> {
  let response: Response;
  let text: string;
  try {
    response = await globalThis.fetch(auth.tokenUrl, {
      method: 'POST',
      redirect: 'error',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: auth.refreshToken,
        client_id: auth.clientId,
        ...(auth.clientSecret ? { client_secret: auth.clientSecret } : {}),
      }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
    });
    text = (await response.text()).slice(0, LONGEST_ANSWER);
  } catch (cause) {
    throw new SendFault('retry', 'The provider cannot be asked for an access token.', { cause });
  }
  const said = parsed(text);
  if (response.status >= 500 || response.status === 429) {
    throw new SendFault('retry', `The provider gives no access token now (${response.status}).`);
  }
  const answer = Answer.safeParse(said);
  if (!response.ok || !answer.success) {
    const why = z.object({ error: z.string().max(100) }).safeParse(said).data?.error ?? String(response.status);
    throw new SendFault('permanent', `The provider refused the refresh token (${why}). Connect the mailbox again.`);
  }
  return answer.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
