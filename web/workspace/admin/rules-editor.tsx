/** The rules of the business, in plain words; the first that fires decides. */
import { ActionIcon, Button, Switch } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { RuleEdit } from '../../../src/api/http/contract';
import classes from './admin.module.css';
import { inWords } from './conditions';
import { RuleForm } from './rule-form';

export function RulesEditor({ rules, onChange }: { rules: RuleEdit[]; onChange: (rules: RuleEdit[]) => void }) {
  const [form, setForm] = useState<RuleEdit | 'new' | null>(null);
  const replace = (id: string, by: RuleEdit | null) =>
    onChange(rules.flatMap((rule) => (rule.id === id ? (by ? [by] : []) : [rule])));
  const move = (index: number, by: -1 | 1) => {
    const next = [...rules];
    const [rule] = next.splice(index, 1);
    if (rule) next.splice(index + by, 0, rule);
    onChange(next);
  };
  return (
    <section className={classes.block}>
      <div className={classes.blockHead}>
        <h2>Rules of the business</h2>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => setForm('new')}
        >
          Add rule
        </Button>
      </div>
      <p className={classes.quiet}>
        Looked at after everything above, from top to bottom. The first one that fires decides.
      </p>
      {rules.length === 0 ? (
        <p className={classes.quiet}>
          No rule yet. For example: when the text contains “cancel my contract”, hand off.
        </p>
      ) : (
        <ol className={classes.rules}>
          {rules.map((rule, index) => (
            <li key={rule.id} className={classes.rule} data-off={!rule.enabled || undefined}>
              <Switch
                aria-label={`${rule.name}: in use`}
                checked={rule.enabled}
                onChange={(event) => replace(rule.id, { ...rule, enabled: event.currentTarget.checked })}
              />
              <div className={classes.ruleWords}>
                <strong title={rule.name}>{rule.name}</strong>
                <p className={classes.quiet}>{inWords(rule)}</p>
              </div>
              <div className={classes.ruleButtons}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  disabled={index === 0}
                  aria-label={`Move ${rule.name} up`}
                  onClick={() => move(index, -1)}
                >
                  <IconArrowUp size={16} aria-hidden />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  disabled={index === rules.length - 1}
                  aria-label={`Move ${rule.name} down`}
                  onClick={() => move(index, 1)}
                >
                  <IconArrowDown size={16} aria-hidden />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`Edit ${rule.name}`}
                  onClick={() => setForm(rule)}
                >
                  <IconPencil size={16} aria-hidden />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`Remove ${rule.name}`}
                  onClick={() => replace(rule.id, null)}
                >
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              </div>
            </li>
          ))}
        </ol>
      )}
      {form !== null && (
        <RuleForm
          key={form === 'new' ? 'new' : form.id}
          rule={form === 'new' ? null : form}
          taken={rules.map((rule) => rule.id)}
          onClose={() => setForm(null)}
          onSave={(rule) => {
            if (form === 'new') onChange([...rules, rule]);
            else replace(form.id, rule);
            setForm(null);
          }}
        />
      )}
    </section>
  );
}
