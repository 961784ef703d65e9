/** From what the client threw to what delivery should do. The question that decides: was the request handed over? */
import { SendFault } from '../channel';
import { meaningOf } from './codes';

const MAX_RETRY_AFTER_MS = 3_600_000;

/** Failures in finding or greeting the server: nothing was handed over. */
const BEFORE_CODES = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EADDRNOTAVAIL']);
const BEFORE_CALLS = new Set(['connect', 'getaddrinfo']);
/** The certificate is checked before the first byte of the request (Node's names of OpenSSL's errors). */
const CERTIFICATE = /^(ERR_TLS_CERT|CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_CERT|UNABLE_TO_(GET_ISSUER|VERIFY))/;

/** `headers`: of the answer, when one came. */
export function translate(error: unknown, headers: Record<string, unknown>, now: Date = new Date()): SendFault {
  if (error instanceof SendFault) return error;
  const { status, code, message } = Object(error) as { status?: unknown; code?: unknown; message?: unknown };
  const says = typeof message === 'string' && message !== '' ? message : 'no reason given';
  // The library's RestException carries the status of the answer; axios errors with a status carry a response as well.
  if (typeof status === 'number') {
    const known = typeof code === 'number' ? code : null;
    return byStatus(status, known, says, retryAfter(headers['retry-after'], now), error);
  }
  if (neverLeft(error)) {
    return new SendFault('retry', `Twilio could not be reached (${says}).`, { cause: error, ...named(code) });
  }
  return new SendFault('ambiguous', 'The line broke off before Twilio answered.', { cause: error, ...named(code) });
}

function byStatus(
  status: number,
  code: number | null,
  says: string,
  retryAfterMs: number | undefined,
  cause: unknown,
): SendFault {
  const options = { cause, code: String(code ?? status), ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  if (status >= 500 || status === 408) {
    return new SendFault(
      'ambiguous',
      `Twilio failed (${status}) and did not say whether it took the message.`,
      options,
    );
  }
  const meaning = meaningOf(code);
  if (status === 429) return new SendFault('rate-limited', meaning?.says ?? 'Twilio asks to slow down.', options);
  if (meaning) return new SendFault(meaning.kind, meaning.says, options);
  if (status === 401 || status === 403) {
    const refused = 'Twilio refused this account. Correct its Account SID and Auth Token under Admin, Channels.';
    return new SendFault('retry', refused, options);
  }
  return new SendFault('permanent', `Twilio refused the message: ${says}`, options);
}

/** Seconds or a date (RFC 9110 10.2.3). */
export function retryAfter(value: unknown, now: Date): number | undefined {
  if (typeof value !== 'string') return undefined;
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - now.getTime();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS);
}

/** Looks through causes and through the several addresses of one name. */
function neverLeft(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > 4) return false;
  const { code, syscall, cause, errors } = error as Record<string, unknown>;
  if (typeof code === 'string' && (BEFORE_CODES.has(code) || CERTIFICATE.test(code))) return true;
  if (typeof syscall === 'string' && BEFORE_CALLS.has(syscall)) return true;
  if (Array.isArray(errors) && errors.length > 0) return errors.every((each) => neverLeft(each, depth + 1));
  return neverLeft(cause, depth + 1);
}

function named(code: unknown): { code?: string } {
  return typeof code === 'string' ? { code } : {};
}
