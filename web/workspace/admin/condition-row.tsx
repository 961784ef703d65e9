/** One condition: a field, how it is compared, and with what. */
import { ActionIcon, NumberInput, Select, TagsInput, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useAccounts } from '../api/admin';
import { channelName } from '../words/words';
import classes from './admin.module.css';
import { FIELDS, freshCondition, operatorWords, valueFor, type Condition, type Field } from './conditions';

interface Props {
  position: number;
  condition: Condition;
  onChange: (condition: Condition) => void;
  onRemove: (() => void) | null;
}

const CHANNELS = ['sms', 'whatsapp', 'web', 'email'].map((kind) => ({ value: kind, label: channelName(kind) }));

export function ConditionRow({ position, condition, onChange, onRemove }: Props) {
  const { field, operator } = condition;
  return (
    <li className={classes.condition}>
      <Select
        size="xs"
        aria-label={`Condition ${position}: field`}
        data={Object.entries(FIELDS).map(([value, { label }]) => ({ value, label }))}
        value={field}
        allowDeselect={false}
        onChange={(next) => next !== null && onChange(freshCondition(next as Field))}
      />
      {field === 'contact.attribute' && (
        <TextInput
          size="xs"
          aria-label={`Condition ${position}: attribute`}
          placeholder="Which one, e.g. tier"
          required
          maxLength={60}
          value={condition.name ?? ''}
          onChange={(event) => onChange({ ...condition, name: event.currentTarget.value })}
        />
      )}
      {FIELDS[field].operators.length > 1 && (
        <Select
          size="xs"
          aria-label={`Condition ${position}: comparison`}
          data={FIELDS[field].operators.map((value) => ({ value, label: operatorWords(field, value) }))}
          value={operator}
          allowDeselect={false}
          onChange={(next) =>
            next !== null && onChange({ ...condition, operator: next, value: valueFor(next, condition.value) })
          }
        />
      )}
      <Value position={position} condition={condition} onChange={(value) => onChange({ ...condition, value })} />
      {onRemove && (
        <ActionIcon variant="subtle" color="gray" aria-label={`Remove condition ${position}`} onClick={onRemove}>
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      )}
    </li>
  );
}

interface ValueProps {
  position: number;
  condition: Condition;
  onChange: (value: Condition['value']) => void;
}

function Value({ position, condition, onChange }: ValueProps) {
  const accounts = useAccounts();
  const label = `Condition ${position}: value`;
  const { field, operator, value } = condition;
  if (field === 'hours.open') {
    return (
      <Select
        size="xs"
        aria-label={label}
        data={[
          { value: 'true', label: 'yes' },
          { value: 'false', label: 'no' },
        ]}
        value={String(value)}
        allowDeselect={false}
        onChange={(next) => onChange(next === 'true')}
      />
    );
  }
  if (operator === 'at_least') {
    return (
      <NumberInput
        size="xs"
        aria-label={label}
        value={typeof value === 'number' ? value : Number(value)}
        onChange={(next) => onChange(typeof next === 'number' ? next : 0)}
      />
    );
  }
  if (operator === 'matches_any') {
    return (
      <TagsInput
        size="xs"
        aria-label={label}
        className={classes.grow}
        placeholder="Type one, then Enter"
        value={Array.isArray(value) ? value : []}
        onChange={onChange}
      />
    );
  }
  const choices =
    field === 'channel'
      ? CHANNELS
      : field === 'account'
        ? (accounts.data ?? []).map((account) => ({ value: account.name, label: account.name }))
        : null;
  if (choices) {
    return (
      <Select
        size="xs"
        aria-label={label}
        data={choices}
        value={String(value)}
        onChange={(next) => onChange(next ?? '')}
      />
    );
  }
  return (
    <TextInput
      size="xs"
      aria-label={label}
      className={classes.grow}
      required
      maxLength={500}
      value={String(value)}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
