/** Approved texts, for when free text is not allowed: one is chosen, filled, seen whole and sent. */
import { Button, Select, TextInput } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { TemplateList } from '../../../src/api/http/contract';
import { get } from '../api/client';
import { keys } from '../api/keys';
import classes from './inbox.module.css';
import type { Pending } from './pending';

export type Filled = NonNullable<Pending['template']>;

interface Props {
  /** Where the approved texts are read. */
  path: string;
  disabled?: boolean;
  onSend: (preview: string, template: Filled) => void;
}

export function TemplateForm({ path, disabled = false, onSend }: Props) {
  const list = useQuery({
    queryKey: [...keys.templates, path],
    queryFn: ({ signal }) => get<TemplateList>(path, signal),
    staleTime: 5 * 60_000,
  });
  const [chosen, setChosen] = useState<string | null>(null);
  const [values, setValues] = useState<Record<string, string>>({});
  const templates = list.data?.templates ?? [];
  const template = templates.find((one) => one.id === chosen);
  if (list.isError) return <p className={classes.window}>The templates could not be read. They are asked for again.</p>;
  if (list.isSuccess && templates.length === 0) {
    return <p className={classes.window}>No template is approved yet. Submit one in the Twilio console.</p>;
  }
  const names = Object.keys(template?.variables ?? {});
  const ready = template !== undefined && names.every((name) => (values[name] ?? '').trim() !== '');
  const preview = (template?.body ?? '').replace(
    /\{\{\s*([\w.-]+)\s*\}\}/g,
    (whole, name: string) => values[name]?.trim() || whole,
  );
  return (
    <div className={classes.template}>
      <Select
        label="Template"
        placeholder="Choose an approved text"
        data={templates.map(({ id, name, language }) => ({
          value: id,
          label: `${name.replaceAll('_', ' ')} (${language})`,
        }))}
        value={chosen}
        onChange={(id) => {
          setChosen(id);
          setValues({});
        }}
      />
      {template && (
        <>
          <div className={classes.templateFields}>
            {names.map((name) => (
              <TextInput
                key={name}
                label={`{{${name}}}`}
                placeholder={template.variables[name]}
                maxLength={1000}
                required
                value={values[name] ?? ''}
                onChange={(event) => {
                  const { value } = event.currentTarget;
                  setValues((before) => ({ ...before, [name]: value }));
                }}
              />
            ))}
          </div>
          <blockquote className={classes.quote} aria-label="Preview">
            {preview}
          </blockquote>
          <Button
            size="sm"
            disabled={!ready || disabled}
            leftSection={<IconSend size={16} aria-hidden />}
            onClick={() => {
              onSend(preview, { id: template.id, variables: values });
              setChosen(null);
              setValues({});
            }}
          >
            Send template
          </Button>
        </>
      )}
    </div>
  );
}
