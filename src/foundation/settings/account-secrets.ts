/** How an account's secrets lie in `channel_account.secrets`: sealed for that account alone, so that a row's bytes open nowhere else. */
import type { Secrets } from '../config/secrets';

export function sealAccountSecrets(secrets: Secrets, accountId: string, values: Record<string, string>): Buffer {
  return secrets.seal(JSON.stringify(values), purpose(accountId));
}

export function openAccountSecrets(secrets: Secrets, accountId: string, sealed: Buffer | null): Record<string, string> {
  return sealed === null ? {} : (JSON.parse(secrets.open(sealed, purpose(accountId))) as Record<string, string>);
}

function purpose(accountId: string): string {
  return `channel account ${accountId}`;
}
