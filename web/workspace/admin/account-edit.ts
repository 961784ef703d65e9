/** What may be changed of an account, and how far its assistant may go. */
import type { AccountEdit, AccountView } from '../../../src/api/http/contract';

export type AssistantMode = AccountView['assistantMode'];

export const MODES: readonly { value: AssistantMode; label: string }[] = [
  { value: 'answers', label: 'Assistant answers' },
  { value: 'drafts', label: 'Assistant drafts' },
  { value: 'off', label: 'Assistant off' },
];

export const editOf = (account: AccountView): AccountEdit => ({
  channel: account.channel,
  name: account.name,
  address: account.address,
  teamId: account.teamId,
  assistantMode: account.assistantMode,
  settings: account.settings,
  active: account.active,
});
