/** Which lists a fact of a conversation may alter. */
import type { LiveEvents, View } from '../../../src/api/http/contract';

export type Change = Parameters<LiveEvents['conversation']>[0];

/** Whether a change may alter a list: it holds the conversation already, or may begin to. */
export function concerns(change: Change, view: View, teamId: string | null, me: string, holds: boolean): boolean {
  if (holds) return true;
  if (teamId !== null && change.teamId !== teamId) return false;
  if (view === 'snoozed') return change.assigneeId !== null;
  if (view === 'mine') return change.assigneeId === me;
  if (view === 'waiting' || view === 'assistant') return change.assigneeId === null;
  return true;
}
