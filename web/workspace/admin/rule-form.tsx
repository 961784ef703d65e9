/** One rule: its name, its conditions, and what then happens. */
import { Button, Input, NumberInput, SegmentedControl, Select, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { RuleEdit } from '../../../src/api/http/contract';
import { useAdminTeams } from '../api/admin';
import { ConditionRow } from './condition-row';
import { freshCondition, idFor, inWords } from './conditions';
import { FormDrawer } from './form-drawer';
import classes from './admin.module.css';

interface Props {
  rule: RuleEdit | null;
  taken: readonly string[];
  onSave: (rule: RuleEdit) => void;
  onClose: () => void;
}

const EMPTY: RuleEdit = {
  id: '',
  name: '',
  enabled: true,
  match: 'any',
  conditions: [freshCondition('text')],
  then: { outcome: 'handoff' },
};

export function RuleForm({ rule, taken, onSave, onClose }: Props) {
  const [start] = useState(rule ?? EMPTY);
  const [edit, setEdit] = useState(start);
  const teams = useAdminTeams();
  const patch = (part: Partial<RuleEdit>) => setEdit((now) => ({ ...now, ...part }));
  const then = (part: Partial<RuleEdit['then']>) => patch({ then: { ...edit.then, ...part } });
  return (
    <FormDrawer
      opened
      title={rule ? rule.name : 'Add a rule'}
      dirty={JSON.stringify(edit) !== JSON.stringify(start)}
      busy={false}
      problem={null}
      submit={rule ? 'Keep rule' : 'Add rule'}
      onSubmit={() => onSave({ ...edit, id: edit.id === '' ? idFor(edit.name, taken) : edit.id })}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        description="Agents read it as the reason"
        required
        maxLength={100}
        value={edit.name}
        onChange={(event) => patch({ name: event.currentTarget.value })}
      />
      <Input.Wrapper label="Fires when" labelElement="div">
        <SegmentedControl
          mt={4}
          fullWidth
          aria-label="Fires when"
          data={[
            { value: 'any', label: 'any condition holds' },
            { value: 'all', label: 'all conditions hold' },
          ]}
          value={edit.match}
          onChange={(match) => patch({ match: match === 'all' ? 'all' : 'any' })}
        />
      </Input.Wrapper>
      <ul className={classes.conditions}>
        {edit.conditions.map((condition, index) => (
          <ConditionRow
            key={index}
            position={index + 1}
            condition={condition}
            onChange={(next) => patch({ conditions: edit.conditions.map((old, at) => (at === index ? next : old)) })}
            onRemove={
              edit.conditions.length > 1
                ? () => patch({ conditions: edit.conditions.filter((_, at) => at !== index) })
                : null
            }
          />
        ))}
      </ul>
      <Button
        size="xs"
        variant="default"
        className={classes.selfStart}
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => patch({ conditions: [...edit.conditions, freshCondition('text')] })}
      >
        Add condition
      </Button>
      <Select
        label="Then"
        data={[
          { value: 'handoff', label: 'Hand off to a person' },
          { value: 'offer_human', label: 'Answer, and offer a person' },
        ]}
        value={edit.then.outcome}
        allowDeselect={false}
        onChange={(outcome) => then({ outcome: outcome === 'offer_human' ? 'offer_human' : 'handoff' })}
      />
      <Select
        label="Team"
        data={(teams.data ?? []).map((team) => team.name)}
        value={edit.then.team ?? null}
        clearable
        placeholder="The channel’s own team"
        onChange={(team) => then({ team: team ?? undefined })}
      />
      <NumberInput
        label="Priority"
        description="0 to 9; higher ones are offered first. Empty: as usual."
        min={0}
        max={9}
        allowDecimal={false}
        value={edit.then.priority ?? ''}
        onChange={(value) => then({ priority: typeof value === 'number' ? value : undefined })}
      />
      <p className={classes.quiet}>{inWords(edit)}</p>
    </FormDrawer>
  );
}
