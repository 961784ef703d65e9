/** Which accounts tell our own agents of handoffs. */
import type { AccountSetting } from './snapshot';

type Line = Pick<AccountSetting, 'id' | 'channel' | 'settings' | 'active'>;

export const isStaffLine = ({ settings }: Pick<Line, 'settings'>): boolean => settings['staff'] === true;

/** A business with a line for its staff on this channel tells them from there alone; else any account of the channel may. */
export function tellsAgents(account: Line, all: readonly Line[]): boolean {
  const lines = all.filter((other) => other.active && other.channel === account.channel && isStaffLine(other));
  return lines.length === 0 || lines.some(({ id }) => id === account.id);
}
