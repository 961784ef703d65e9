/** How a team's handoffs are offered: in whose turn, how long each way waits, who is asked last. */
import { Fieldset, Group, NumberInput, Select, Switch } from '@mantine/core';
import type { AgentView, TeamView } from '../../../src/api/http/contract';

type Routing = TeamView['routing'];

export const FIRST_ROUTING: Routing = {
  strategy: 'least_busy',
  lastAgentFirst: true,
  relaxMinutes: 3,
  minutes: { web: 2, phone: 5, mail: 15 },
  leadId: null,
};

const STRATEGIES: Record<Routing['strategy'], string> = {
  least_busy: 'Who holds the least',
  round_robin: 'In turn, one after another',
  longest_idle: 'Who took nothing for the longest time',
  best_match: 'Who knows the matter and the language best',
};

const WAYS: { way: keyof Routing['minutes']; label: string }[] = [
  { way: 'web', label: 'On the web' },
  { way: 'phone', label: 'On a phone' },
  { way: 'mail', label: 'By mail' },
];

interface Props {
  routing: Routing;
  agents: readonly AgentView[];
  onChange: (routing: Routing) => void;
}

export function RoutingFields({ routing, agents, onChange }: Props) {
  const patch = (part: Partial<Routing>) => onChange({ ...routing, ...part });
  return (
    <Fieldset legend="Offering conversations">
      <Select
        label="Asked first"
        data={Object.entries(STRATEGIES).map(([value, label]) => ({ value, label }))}
        value={routing.strategy}
        allowDeselect={false}
        onChange={(value) => value !== null && patch({ strategy: value as Routing['strategy'] })}
      />
      <Switch
        mt="sm"
        label="The customer's last agent before all others"
        checked={routing.lastAgentFirst}
        onChange={(event) => patch({ lastAgentFirst: event.currentTarget.checked })}
      />
      <Group grow mt="sm" align="flex-end">
        {WAYS.map(({ way, label }) => (
          <NumberInput
            key={way}
            label={label}
            suffix=" min"
            min={1}
            max={240}
            allowDecimal={false}
            value={routing.minutes[way]}
            onChange={(value) =>
              patch({ minutes: { ...routing.minutes, [way]: typeof value === 'number' ? value : 1 } })
            }
          />
        ))}
      </Group>
      <NumberInput
        mt="sm"
        label="Language and matter count for"
        description="So long only those are asked who have both, if anybody here has; then everybody"
        suffix=" min"
        min={0}
        max={240}
        allowDecimal={false}
        value={routing.relaxMinutes}
        onChange={(value) => patch({ relaxMinutes: typeof value === 'number' ? value : 0 })}
      />
      <Select
        mt="sm"
        label="Lead"
        description="Asked when nobody else took it, whatever they hold"
        placeholder="Nobody"
        clearable
        data={agents.filter((agent) => !agent.disabled).map((agent) => ({ value: agent.id, label: agent.name }))}
        value={routing.leadId}
        onChange={(leadId) => patch({ leadId })}
      />
    </Fieldset>
  );
}
