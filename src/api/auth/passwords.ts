/** Passwords: argon2id with the parameters of RFC 9106's second recommendation, scaled to OWASP's floor for interactive sign-in. */
import { hash, verify, type Options } from '@node-rs/argon2';

/** 19 MiB, two passes, one lane (OWASP ASVS 5.0 11.4.2); argon2id is the library's default algorithm. */
const OPTIONS: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Verified when there is no account, so that an unknown address costs the same time as a wrong password. */
let decoy: Promise<string> | undefined;

/** The PHC string to store. */
export function hashPassword(password: string): Promise<string> {
  return hash(normalise(password), OPTIONS);
}

/** False for a wrong password and, after the same work, for an account without one. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hash('no account has this password', OPTIONS);
  const right = await verify(stored ?? (await decoy), normalise(password));
  return right && stored !== null;
}

/** NFKC, so that one password typed on two keyboards is the same bytes (NIST SP 800-63B 3.1.1.2). */
function normalise(password: string): string {
  return password.normalize('NFKC');
}
