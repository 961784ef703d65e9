/** The account behind a site key, while it is open. */
import type { Settings } from '../../foundation/settings/settings';
import type { AccountSetting } from '../../foundation/settings/snapshot';

export function siteAccount(settings: Settings, site: string): AccountSetting | undefined {
  return settings
    .accounts()
    .find(
      (account) =>
        account.channel === 'web' &&
        account.address === site &&
        account.active &&
        (!account.simulated || settings.demoAllowed()),
    );
}
