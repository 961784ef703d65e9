/** Agents: who may sign in, what they may take, and on which phones they are reached. */
import { Button } from '@mantine/core';
import { IconPhone, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { AgentView } from '../../../src/api/http/contract';
import { useAdminAgents, useAdminTeams } from '../api/admin';
import { Tag } from '../inbox/tag';
import { EmptyState } from '../shell/states';
import classes from './admin.module.css';
import { AdminFrame } from './admin-frame';
import { AgentForm } from './agent-form';

export function AgentsPage() {
  const agents = useAdminAgents();
  const teams = useAdminTeams();
  const [form, setForm] = useState<string | null>(null);
  const opened = agents.data?.find((agent) => agent.id === form) ?? null;
  const teamNames = (agent: AgentView) =>
    agent.teamIds.flatMap((id) => teams.data?.find((team) => team.id === id)?.name ?? []).join(', ');
  return (
    <AdminFrame
      title="Agents"
      intro="The people who answer. Disabling one ends their sessions at once."
      query={agents}
      action={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setForm('new')}>
          Add agent
        </Button>
      }
    >
      {agents.data?.length === 0 ? (
        <EmptyState title="No agent yet">Add one; the link you get lets them choose a password.</EmptyState>
      ) : (
        <ul className={classes.cards}>
          {agents.data?.map((agent) => (
            <li key={agent.id} className={classes.card} data-off={agent.disabled || undefined}>
              <div className={classes.cardMain}>
                <div className={classes.cardWords}>
                  <h2 className={classes.cardTitle} title={agent.name}>
                    {agent.name}
                  </h2>
                  <p className={classes.cardSub} title={agent.email}>
                    {agent.email}
                  </p>
                  <p className={classes.tags}>
                    {agent.disabled ? (
                      <Tag tone="danger">Disabled</Tag>
                    ) : (
                      <Tag tone={agent.presence === 'online' ? 'ok' : 'plain'}>
                        {agent.presence === 'online' ? 'Online' : 'Away'}
                      </Tag>
                    )}
                    {agent.role === 'admin' && <Tag tone="accent">Admin</Tag>}
                    {agent.onCall && <Tag tone="wait">On call</Tag>}
                    {agent.demo && <Tag>Demo</Tag>}
                    {agent.endpoints
                      .filter((endpoint) => !endpoint.stopped)
                      .map((endpoint) => (
                        <Tag key={endpoint.id} title={endpoint.verified ? 'Verified' : 'Waits for its code'}>
                          <IconPhone size={12} aria-hidden /> {endpoint.address}
                          {!endpoint.verified && ' (not verified)'}
                        </Tag>
                      ))}
                    <span className={classes.quiet} title={teamNames(agent)}>
                      {teamNames(agent) || 'In no team'}
                    </span>
                  </p>
                </div>
              </div>
              <div className={classes.cardButtons}>
                <Button size="xs" variant="default" onClick={() => setForm(agent.id)}>
                  Edit<span className="sr-only"> {agent.name}</span>
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
      {form !== null && (form === 'new' || opened) && (
        <AgentForm key={form} agent={opened} onCreated={setForm} onClose={() => setForm(null)} />
      )}
    </AdminFrame>
  );
}
