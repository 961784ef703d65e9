/** Sensitive topics: how hard they are, who gets them, and what the customer can do while waiting. */
import { ActionIcon, Select, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import type { PolicyEdit } from '../../../src/api/http/contract';
import { useAdminTeams } from '../api/admin';
import { reasonName, topicCodes } from '../words/words';
import classes from './admin.module.css';

type Topics = PolicyEdit['topics'];
type Topic = Topics[string];

/** The server refuses to make these soft. */
const ALWAYS_HARD = new Set(['dispute', 'fraud', 'lost_or_stolen', 'legal_threat', 'complaint']);

export const SEVERITIES = [
  { value: 'hard', label: 'Hard: a person at once' },
  { value: 'soft', label: 'Soft: answered if known' },
];

export function TopicsEditor({ topics, onChange }: { topics: Topics; onChange: (topics: Topics) => void }) {
  const teams = useAdminTeams();
  const names = (teams.data ?? []).map((team) => team.name);
  const missing = topicCodes.filter((code) => !(code in topics));
  const set = (code: string, topic: Topic) => onChange({ ...topics, [code]: topic });
  return (
    <section className={classes.block}>
      <h2>Sensitive topics</h2>
      <p className={classes.quiet}>
        Hard topics go to a person at once. Soft ones are answered when an article knows the answer, and a person is
        offered with it.
      </p>
      <ul className={classes.topics}>
        {Object.entries(topics).map(([code, topic]) => (
          <li key={code} className={classes.topic}>
            <span className={classes.topicName}>{reasonName(code)}</span>
            {ALWAYS_HARD.has(code) ? (
              <span className={classes.topicFixed}>Always hard: a person at once</span>
            ) : (
              <Select
                size="xs"
                label="Severity"
                data={SEVERITIES}
                value={topic.severity}
                allowDeselect={false}
                onChange={(severity) => set(code, { ...topic, severity: severity === 'soft' ? 'soft' : 'hard' })}
              />
            )}
            <Select
              size="xs"
              label="Team"
              data={topic.team !== undefined && !names.includes(topic.team) ? [topic.team, ...names] : names}
              value={topic.team ?? null}
              clearable
              placeholder="The channel’s own team"
              onChange={(team) => set(code, { ...topic, team: team ?? undefined })}
            />
            <TextInput
              size="xs"
              label="Said while waiting"
              className={classes.topicWide}
              maxLength={300}
              placeholder="Nothing more"
              value={topic.meanwhile ?? ''}
              onChange={(event) => set(code, { ...topic, meanwhile: event.currentTarget.value || undefined })}
            />
            {!ALWAYS_HARD.has(code) && (
              <ActionIcon
                variant="subtle"
                color="gray"
                className={classes.topicRemove}
                aria-label={`Remove the topic ${reasonName(code)}`}
                onClick={() => onChange(Object.fromEntries(Object.entries(topics).filter(([other]) => other !== code)))}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      {missing.length > 0 && (
        <Select
          size="xs"
          mt="sm"
          maw={260}
          aria-label="Add a topic"
          placeholder="Add a topic…"
          data={missing.map((code) => ({ value: code, label: reasonName(code) }))}
          value={null}
          onChange={(code) => code !== null && set(code, { severity: ALWAYS_HARD.has(code) ? 'hard' : 'soft' })}
        />
      )}
    </section>
  );
}
