/** Passwords: argon2id (RFC 9106), stored as PHC strings that name their own parameters. */
import type { Options } from '@node-rs/argon2';

/** 19 MiB, two passes, one lane: OWASP's floor, about 25 ms here. Argon2id is the library's default. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } satisfies Options;

/** Verified when there is no account, so that an unknown address costs the same work as a wrong password. */
const DECOY = `$argon2id$v=19$m=${OPTIONS.memoryCost},t=${OPTIONS.timeCost},p=${OPTIONS.parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** Loaded with the first password: most replicas of a business never see one. */
const argon2 = () => import('@node-rs/argon2');

/** The PHC string to store. */
export async function hashPassword(password: string): Promise<string> {
  const { hash } = await argon2();
  return hash(normalise(password), OPTIONS);
}

/** False for a wrong password and, after the same work, for an account without one. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const { verify } = await argon2();
  const right = await verify(stored ?? DECOY, normalise(password));
  return right && stored !== null;
}

/** NFKC, so that one password typed on two keyboards is the same bytes (NIST SP 800-63B 3.1.1.2). */
function normalise(password: string): string {
  return password.normalize('NFKC');
}
