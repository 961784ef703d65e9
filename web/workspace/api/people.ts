/** Who there is: teams and agents, for choices and names. */
import { useQuery } from '@tanstack/react-query';
import { get } from './client';
import { keys } from './keys';

interface TeamChoice {
  id: string;
  name: string;
}

/** Every team that a conversation may be handed to. */
export function useTeams() {
  return useQuery({
    queryKey: keys.teams,
    queryFn: ({ signal }) => get<TeamChoice[]>('/api/teams', signal),
    staleTime: 60_000,
  });
}
