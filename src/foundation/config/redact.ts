/** What may stand in a log: event names and ids. Words of customers, secrets and whole addresses are taken out, wherever they hide. */

/** Fields whose value never belongs into a log, however deep they lie. */
const WITHHELD =
  /^(text|body|content|draft|question|reply|transcript|brief|payload|secrets?|pass(word|phrase)?|token|cookie|authorization|api_?key|auth_?token|signature|phrasings)$/i;
const PHONE = /\+\d{7,15}\b/g;
const EMAIL = /\b([\w.+-])[\w.+-]*@([\w-]+(?:\.[\w-]+)+)\b/g;
/** A sign-in within an address: postgres://user:password@host. */
const SIGN_IN = /(\w+:\/\/)[^\s/@]+@/g;
const DEEPEST = 6;

/** A copy for the log; errors become plain objects with their cause. */
export function redacted(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return masked(value);
  if (value === null || typeof value !== 'object') return typeof value === 'bigint' ? String(value) : value;
  if (depth >= DEEPEST) return '[deeper]';
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return `[${value.length} bytes]`;
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => redacted(item, depth + 1));
  const entries = Object.entries(value instanceof Error ? plainError(value) : value);
  return Object.fromEntries(
    entries.map(([name, item]) => [name, WITHHELD.test(name) ? '[withheld]' : redacted(item, depth + 1)]),
  );
}

/** Keeps the last two digits of a phone number, and the first letter and the host of an email address. */
export function masked(text: string): string {
  return text
    .replace(SIGN_IN, '$1…@')
    .replace(PHONE, (phone) => `+…${phone.slice(-2)}`)
    .replace(EMAIL, '$1…@$2');
}

function plainError(error: Error): Record<string, unknown> {
  const { code } = error as NodeJS.ErrnoException;
  return { type: error.name, message: error.message, code, stack: error.stack, cause: error.cause };
}
