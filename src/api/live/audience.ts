/** Who may hear of a conversation: its team, its agent, the admins, and whoever was of these until this very change. */

export interface Belonging {
  teamId: string;
  assigneeId: string | null;
}

export const ADMINS = 'admins';
export const teamRoom = (id: string): string => `team:${id}`;
export const agentRoom = (id: string): string => `agent:${id}`;

/** The rooms of one agent's socket. */
export function roomsOf(agent: { agentId: string; role: 'agent' | 'admin'; teamIds: readonly string[] }): string[] {
  const rooms = [agentRoom(agent.agentId), ...agent.teamIds.map(teamRoom)];
  return agent.role === 'admin' ? [...rooms, ADMINS] : rooms;
}

/** The rooms that hear of a conversation; never empty, since to nobody would mean to everybody. */
export function roomsFor(now: Belonging, before: Belonging | undefined): string[] {
  const rooms = new Set([ADMINS, teamRoom(now.teamId)]);
  if (now.assigneeId) rooms.add(agentRoom(now.assigneeId));
  // Those that lost it must learn that: they hear of the change, and of nothing after it.
  if (before) rooms.add(teamRoom(before.teamId));
  if (before?.assigneeId) rooms.add(agentRoom(before.assigneeId));
  return [...rooms];
}

/** Whose each conversation was when it was last heard of; the least recent are forgotten. */
export class Belongings {
  private readonly known = new Map<string, Belonging>();

  constructor(private readonly most = 20_000) {}

  get(id: string): Belonging | undefined {
    return this.known.get(id);
  }

  /** Remembers, and answers what held before. */
  move(id: string, now: Belonging): Belonging | undefined {
    const before = this.known.get(id);
    this.known.delete(id);
    this.known.set(id, { teamId: now.teamId, assigneeId: now.assigneeId });
    if (this.known.size > this.most) {
      const [oldest] = this.known.keys();
      if (oldest !== undefined) this.known.delete(oldest);
    }
    return before;
  }
}
