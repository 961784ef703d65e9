/** Who asks the emulated provider. */
import type { FastifyRequest } from 'fastify';
import type { SimulatedAccount } from './phones';

export type AccountRequest = FastifyRequest<{
  Params: { account?: string; message?: string; file?: string; sid?: string };
}>;

/** The accounts of the SID in the path whose token the request carries: several numbers may share one. */
export function signedIn(request: AccountRequest, accounts: readonly SimulatedAccount[]): SimulatedAccount[] {
  const [scheme, credentials = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme !== 'Basic') return [];
  const [user, ...token] = Buffer.from(credentials, 'base64').toString('utf8').split(':');
  // The newer APIs name no account in their paths.
  const sid = request.params.account?.replace(/\.json$/, '') ?? user;
  return accounts.filter((one) => one.accountSid === sid && user === sid && one.authToken === token.join(':'));
}
