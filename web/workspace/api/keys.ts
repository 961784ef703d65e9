/** The names under which answers are kept, so that live events refresh exactly what they touch. */
import type { View } from '../../../src/api/http/contract';

export const keys = {
  session: ['session'] as const,
  demo: ['demo'] as const,
  counts: ['counts'] as const,
  alerts: ['alerts'] as const,
  lists: ['list'] as const,
  list: (view: View, teamId: string | null) => ['list', view, teamId] as const,
  search: (what: 'messages' | 'contacts', q: string) => ['search', what, q] as const,
  conversation: (id: string) => ['conversation', id] as const,
  transcript: (id: string) => ['transcript', id] as const,
  cannedReplies: (name: string, language: string | null) => ['canned-replies', name, language] as const,
  teams: ['teams'] as const,
  agents: ['agents'] as const,
  admin: ['admin'] as const,
  accounts: ['admin', 'accounts'] as const,
  adminTeams: ['admin', 'teams'] as const,
  adminAgents: ['admin', 'agents'] as const,
  policy: ['admin', 'policy'] as const,
  articles: ['admin', 'articles'] as const,
  replies: ['admin', 'replies'] as const,
  switches: ['admin', 'switches'] as const,
  audit: ['admin', 'audit'] as const,
  quarantine: ['admin', 'quarantine'] as const,
};
