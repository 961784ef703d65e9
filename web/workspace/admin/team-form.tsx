/** Adding or changing a team. */
import { MultiSelect, Select, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { AgentView, TeamEdit, TeamView } from '../../../src/api/http/contract';
import { useChange } from '../api/admin';
import { post, put, remove } from '../api/client';
import { ConfirmButton } from './confirm-button';
import { FormDrawer } from './form-drawer';
import { HoursEditor } from './hours-editor';
import { FIRST_ROUTING, RoutingFields } from './routing-fields';
import { FIRST_SURVEY, SurveyFields } from './survey-fields';

interface Props {
  team: TeamView | null;
  agents: readonly AgentView[];
  onClose: () => void;
}

const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

function begin(team: TeamView | null): TeamEdit {
  if (team) {
    const { name, timeZone, hours, memberIds, isFallback, routing, survey } = team;
    return { name, timeZone, hours, memberIds, isFallback, routing, survey };
  }
  return {
    name: '',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    hours: { weekly: [], holidays: [] },
    memberIds: [],
    routing: FIRST_ROUTING,
    survey: FIRST_SURVEY,
  };
}

export function TeamForm({ team, agents, onClose }: Props) {
  const [start] = useState(() => begin(team));
  const [edit, setEdit] = useState(start);
  const patch = (part: Partial<TeamEdit>) => setEdit((now) => ({ ...now, ...part }));
  const save = useChange({
    run: (body: TeamEdit) =>
      team ? put<TeamView>(`/api/admin/teams/${team.id}`, body) : post<TeamView>('/api/admin/teams', body),
    said: (saved) => `${saved.name} is saved.`,
    onDone: onClose,
  });
  const archive = useChange({
    run: (id: string) => remove(`/api/admin/teams/${id}`),
    said: () => `${start.name} is archived.`,
    onDone: onClose,
  });
  // A zone that this browser does not list is kept all the same.
  const zones = ZONES.includes(edit.timeZone) ? ZONES : [edit.timeZone, ...ZONES];
  return (
    <FormDrawer
      opened
      title={team ? team.name : 'Add a team'}
      dirty={JSON.stringify(edit) !== JSON.stringify(start)}
      busy={save.busy}
      problem={save.problem ?? archive.problem}
      submit={team ? 'Save' : 'Add team'}
      onSubmit={() => save.run(edit)}
      onClose={onClose}
      aside={
        team && !team.isFallback ? (
          <ConfirmButton
            question={`Archive ${team.name}?`}
            consequence="It disappears from every choice. This works only when no channel leads to it and it holds nothing open."
            confirm="Archive team"
            loading={archive.busy}
            onConfirm={() => archive.run(team.id)}
          >
            Archive
          </ConfirmButton>
        ) : null
      }
    >
      <TextInput
        label="Name"
        required
        maxLength={100}
        value={edit.name}
        onChange={(event) => patch({ name: event.currentTarget.value })}
      />
      <MultiSelect
        label="Members"
        data={agents
          .filter((agent) => !agent.disabled || edit.memberIds.includes(agent.id))
          .map((agent) => ({ value: agent.id, label: agent.disabled ? `${agent.name} (disabled)` : agent.name }))}
        value={edit.memberIds}
        onChange={(memberIds) => patch({ memberIds })}
        searchable
        placeholder={edit.memberIds.length === 0 ? 'Nobody yet' : undefined}
        nothingFoundMessage="No agent of that name"
      />
      <Select
        label="Time zone"
        data={zones}
        value={edit.timeZone}
        allowDeselect={false}
        searchable
        limit={60}
        onChange={(timeZone) => timeZone !== null && patch({ timeZone })}
      />
      <HoursEditor hours={edit.hours} onChange={(hours) => patch({ hours })} />
      {edit.routing && (
        <RoutingFields routing={edit.routing} agents={agents} onChange={(routing) => patch({ routing })} />
      )}
      {edit.survey && <SurveyFields survey={edit.survey} onChange={(survey) => patch({ survey })} />}
      <Switch
        label="Fallback team"
        description={
          team?.isFallback
            ? 'It gets what no mapping names. To change that, make another team the fallback.'
            : 'It then gets what no mapping names, instead of the team that does now.'
        }
        disabled={team?.isFallback}
        checked={edit.isFallback ?? false}
        onChange={(event) => patch({ isFallback: event.currentTarget.checked })}
      />
    </FormDrawer>
  );
}
