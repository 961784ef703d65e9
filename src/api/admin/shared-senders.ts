/** A warning for each account whose provider counts a STOP for another team's account too. Pure. */

export interface Sender {
  id: string;
  channel: string;
  name: string;
  /** The front team. */
  teamId: string | null;
  active: boolean;
  /** What the account sends through together with others, by the provider's name for it. */
  pool: string | null;
}

export function sharedWarning(one: Sender, all: readonly Sender[]): string | null {
  if (one.pool === null || !one.active) return null;
  const others = all.filter(
    (other) => other.active && other.channel === one.channel && other.pool === one.pool && other.teamId !== one.teamId,
  );
  if (others.length === 0) return null;
  const names = others.map(({ name }) => `“${name}”`).join(', ');
  return `Sends through one messaging service with ${names} of another team: a STOP to one of them blocks all. Give each team a service of its own.`;
}
