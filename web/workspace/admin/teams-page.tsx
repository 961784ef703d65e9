/** Teams: when they are there, who belongs to them, and what waits for them now. */
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { TeamView } from '../../../src/api/http/contract';
import { useAdminAgents, useAdminTeams } from '../api/admin';
import { Tag } from '../inbox/tag';
import { EmptyState } from '../shell/states';
import { fullTime } from '../words/time';
import classes from './admin.module.css';
import { AdminFrame } from './admin-frame';
import { TeamForm } from './team-form';

export function TeamsPage() {
  const teams = useAdminTeams();
  const agents = useAdminAgents();
  const [form, setForm] = useState<TeamView | 'new' | null>(null);
  const names = (team: TeamView) =>
    team.memberIds.flatMap((id) => agents.data?.find((agent) => agent.id === id)?.name ?? []).join(', ');
  return (
    <AdminFrame
      title="Teams"
      intro="Agents who share a queue. Customers are told when a team is there, never more than its hours say."
      query={teams}
      action={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setForm('new')}>
          Add team
        </Button>
      }
    >
      {teams.data?.length === 0 ? (
        <EmptyState title="No team yet">Add one, give it members, and map a channel to it.</EmptyState>
      ) : (
        <ul className={classes.cards}>
          {teams.data?.map((team) => (
            <li key={team.id} className={classes.card}>
              <div className={classes.cardMain}>
                <div className={classes.cardWords}>
                  <h2 className={classes.cardTitle} title={team.name}>
                    {team.name}
                  </h2>
                  <p className={classes.cardSub} title={names(team)}>
                    {team.memberIds.length === 0
                      ? 'No members: nobody is offered what waits here.'
                      : `${team.memberIds.length} ${team.memberIds.length === 1 ? 'member' : 'members'}: ${names(team)}`}
                  </p>
                  <p className={classes.tags}>
                    <Tag tone={team.open ? 'ok' : 'plain'}>{hoursWords(team)}</Tag>
                    {team.waiting > 0 && <Tag tone="wait">{team.waiting} waiting</Tag>}
                    {team.isFallback && <Tag tone="accent">Fallback team</Tag>}
                    <span className={classes.quiet}>{team.timeZone}</span>
                  </p>
                </div>
              </div>
              <div className={classes.cardButtons}>
                <Button size="xs" variant="default" onClick={() => setForm(team)}>
                  Edit<span className="sr-only"> {team.name}</span>
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
      {form !== null && (
        <TeamForm
          key={form === 'new' ? 'new' : form.id}
          team={form === 'new' ? null : form}
          agents={agents.data ?? []}
          onClose={() => setForm(null)}
        />
      )}
    </AdminFrame>
  );
}

function hoursWords(team: TeamView): string {
  if (team.open) return team.hours.weekly.length === 0 ? 'Always open' : 'Open now';
  return team.nextOpening === null ? 'Never open' : `Closed until ${fullTime(team.nextOpening)}`;
}
