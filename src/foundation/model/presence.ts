/** Who is here: chose to be, and had a screen open in the last minute and a half (sockets write `presence_at` every 30 s). */

/** SQL: true while the agent of this table alias gets new work on the web. */
export const isHere = (agent: string): string =>
  `(${agent}.presence = 'online' and coalesce(${agent}.presence_at > now() - interval '90 seconds', false))`;

/** SQL: what colleagues see of an agent, 'online' or 'away'. */
export const presenceOf = (agent: string): string => `case when ${isHere(agent)} then 'online' else 'away' end`;
