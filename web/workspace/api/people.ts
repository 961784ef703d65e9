/** Who there is: teams and agents, for choices and names. */
import { useQuery } from '@tanstack/react-query';
import type { ConversationSummary } from '../../../src/api/http/contract';
import { get } from './client';
import { keys } from './keys';

/** Who can be asked to take this conversation over. */
export function useColleagues(conversationId: string) {
  return useQuery({
    queryKey: keys.colleagues(conversationId),
    queryFn: ({ signal }) =>
      get<NonNullable<ConversationSummary['assignee']>[]>(`/api/conversations/${conversationId}/colleagues`, signal),
  });
}

/** Every team that a conversation may be handed to. */
export function useTeams() {
  return useQuery({
    queryKey: keys.teams,
    queryFn: ({ signal }) => get<ConversationSummary['team'][]>('/api/teams', signal),
    staleTime: 60_000,
  });
}
