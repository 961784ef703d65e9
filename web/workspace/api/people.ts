/** Who there is: teams and agents, for choices and names. */
import { useQuery } from '@tanstack/react-query';
import type { ConversationSummary } from '../../../src/api/http/contract';
import { get } from './client';
import { keys } from './keys';

/** Every team that a conversation may be handed to. */
export function useTeams() {
  return useQuery({
    queryKey: keys.teams,
    queryFn: ({ signal }) => get<ConversationSummary['team'][]>('/api/teams', signal),
    staleTime: 60_000,
  });
}
