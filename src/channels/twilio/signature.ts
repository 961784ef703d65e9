/** Is this request from Twilio? The library's own check, over the configured public URL and the account's own tokens. */
import { timingSafeEqual } from 'node:crypto';
// Only this file of the library: 10 ms and 2.5 MB, where the whole takes 240 ms and 30 MB (measured).
import { getExpectedTwilioSignature, validateRequest, validateRequestWithBody } from 'twilio/lib/webhooks/webhooks';
import type { RawRequest } from '../channel';
import { parametersOf } from './parameters';

/** False for anything but a genuine request; no token, no trust. Never throws. */
export function isGenuine(request: RawRequest, tokens: readonly string[]): boolean {
  const signature = request.headers['x-twilio-signature'];
  // A base64 SHA-1 has 28 characters; nothing else is worth a hash.
  if (typeof signature !== 'string' || signature.length !== 28) return false;
  try {
    const { json, all } = parametersOf(request);
    return tokens.some((token) => {
      if (token === '') return false;
      if (json) return validateRequestWithBody(token, signature, request.url, request.body.toString('utf8'));
      return isExact(token, signature, request.url, all) || validateRequest(token, signature, request.url, all);
    });
  } catch {
    return false; // a body or URL that cannot be read is nobody's
  }
}

/** The signature that Twilio puts on a form request to `url`. The sandbox signs with it. */
export function signatureOf(token: string, url: string, parameters: Readonly<Record<string, string>>): string {
  return getExpectedTwilioSignature(token, url, parameters);
}

/** The usual case first: signed for the very URL. The library begins with variants of the port, which costs a hash more. */
function isExact(token: string, signature: string, url: string, all: Record<string, unknown>): boolean {
  const expected = Buffer.from(getExpectedTwilioSignature(token, url, all));
  const given = Buffer.from(signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
