/** Whether a team's customers are asked how it went, and when. */
import { Fieldset, Group, NumberInput, Switch } from '@mantine/core';
import type { TeamView } from '../../../src/api/http/contract';

type Survey = TeamView['survey'];

export const FIRST_SURVEY: Survey = { on: false, delayMinutes: 10, everyDays: 30 };

export function SurveyFields({ survey, onChange }: { survey: Survey; onChange: (survey: Survey) => void }) {
  const patch = (part: Partial<Survey>) => onChange({ ...survey, ...part });
  return (
    <Fieldset legend="Rating">
      <Switch
        label="Ask customers how it went"
        description="After closing, where they last wrote, for a number from 1 to 5. Never after STOP, at night, or where somebody was in danger."
        checked={survey.on}
        onChange={(event) => patch({ on: event.currentTarget.checked })}
      />
      {survey.on && (
        <Group grow mt="sm" align="flex-end">
          <NumberInput
            label="After closing"
            suffix=" min"
            min={0}
            max={2880}
            allowDecimal={false}
            value={survey.delayMinutes}
            onChange={(value) => patch({ delayMinutes: typeof value === 'number' ? value : 0 })}
          />
          <NumberInput
            label="One customer, once in"
            suffix=" days"
            min={1}
            max={365}
            allowDecimal={false}
            value={survey.everyDays}
            onChange={(value) => patch({ everyDays: typeof value === 'number' ? value : 1 })}
          />
        </Group>
      )}
    </Fieldset>
  );
}
