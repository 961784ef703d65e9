/** What an API key may do. */
export const SCOPES = ['handoff:write', 'conversation:read'] as const;

export type Scope = (typeof SCOPES)[number];
