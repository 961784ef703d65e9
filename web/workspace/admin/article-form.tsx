/** Adding or changing an article: its words, how people ask for it, and whether it calls a person instead. */
import { MultiSelect, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ArticleChange, ArticleEdit, ArticleView } from '../../../src/api/http/contract';
import { useAccounts, useAdminTeams, useChange } from '../api/admin';
import { post, put, remove } from '../api/client';
import { channelName, reasonName, topicCodes } from '../words/words';
import classes from './admin.module.css';
import { ArticleVersions } from './article-versions';
import { ConfirmButton } from './confirm-button';
import { FormDrawer } from './form-drawer';
import { SEVERITIES } from './topics-editor';

interface Props {
  article: ArticleView | null;
  /** What a new one begins with. */
  draft?: Partial<ArticleEdit>;
  /** Where a new one is sent instead, and as what. */
  target?: { path: string; body: (edit: ArticleEdit) => unknown };
  onClose: () => void;
}

function begin(article: ArticleView | null, draft: Partial<ArticleEdit>): ArticleEdit {
  if (!article) {
    const limits = { escalate: null, channels: [], audience: 'everyone', active: true } as const;
    return { title: '', body: '', phrasings: [], url: null, language: 'en', ...limits, channels: [], ...draft };
  }
  const { title, body, phrasings, url, language, escalate, channels, audience, active } = article;
  return { title, body, phrasings, url, language, escalate, channels, audience, active };
}

export function ArticleForm({ article, draft = {}, target, onClose }: Props) {
  const teams = useAdminTeams();
  const accounts = useAccounts();
  const [start] = useState(() => begin(article, draft));
  const [edit, setEdit] = useState(start);
  // Lines as typed: an empty one must survive until the next is begun.
  const [phrasings, setPhrasings] = useState(start.phrasings.join('\n'));
  const patch = (part: Partial<ArticleEdit>) => setEdit((now) => ({ ...now, ...part }));
  const save = useChange({
    run: (body: ArticleEdit) =>
      article
        ? put<ArticleView>(`/api/admin/articles/${article.id}`, {
            ...body,
            basedOn: article.revision,
          } satisfies ArticleChange)
        : post<ArticleView>(target?.path ?? '/api/admin/articles', target ? target.body(body) : body),
    said: (saved) => `“${saved.title}” is saved. The assistant knows it from now on.`,
    onDone: onClose,
  });
  const drop = useChange({
    run: (id: string) => remove(`/api/admin/articles/${id}`),
    said: () => `“${start.title}” is deleted.`,
    onDone: onClose,
  });
  const escalate = edit.escalate;
  const kinds = [...new Set([...(accounts.data ?? []).map((account) => account.channel), ...edit.channels])].sort();
  return (
    <FormDrawer
      opened
      title={article ? article.title : 'Add an article'}
      dirty={JSON.stringify(edit) !== JSON.stringify(start)}
      busy={save.busy}
      problem={save.problem ?? drop.problem}
      submit={article ? 'Save' : 'Add article'}
      onSubmit={() => save.run(edit)}
      onClose={onClose}
      aside={
        article ? (
          <ConfirmButton
            question={`Delete “${article.title}”?`}
            consequence="It cannot be brought back. To keep it but not use it, switch it off instead."
            confirm="Delete article"
            loading={drop.busy}
            onConfirm={() => drop.run(article.id)}
          >
            Delete
          </ConfirmButton>
        ) : null
      }
    >
      <TextInput
        label="Title"
        required
        maxLength={200}
        value={edit.title}
        onChange={(event) => patch({ title: event.currentTarget.value })}
      />
      <Textarea
        label="Text"
        description="What the assistant quotes"
        required
        autosize
        minRows={5}
        maxRows={16}
        value={edit.body}
        onChange={(event) => patch({ body: event.currentTarget.value })}
      />
      <Textarea
        label="How people ask for it"
        description="One way of asking on each line. Five are good, ten are better."
        autosize
        minRows={4}
        maxRows={12}
        value={phrasings}
        onChange={(event) => {
          const typed = event.currentTarget.value;
          setPhrasings(typed);
          patch({ phrasings: typed.split('\n').flatMap((line) => line.trim() || []) });
        }}
      />
      <div className={classes.two}>
        <TextInput
          label="Web address (optional)"
          description="Where all of it can be read"
          type="url"
          placeholder="https://"
          value={edit.url ?? ''}
          onChange={(event) => patch({ url: event.currentTarget.value.trim() || null })}
        />
        <TextInput
          label="Language"
          description="Two letters"
          required
          maxLength={2}
          value={edit.language}
          onChange={(event) => patch({ language: event.currentTarget.value.trim() })}
        />
      </div>
      <Switch
        label="Calls a person instead of being quoted"
        description="For matters where an answer alone would be wrong"
        checked={escalate !== null}
        onChange={(event) =>
          patch({ escalate: event.currentTarget.checked ? { reason: 'complaint', severity: 'hard' } : null })
        }
      />
      {escalate && (
        <div className={classes.nested}>
          <Select
            label="Topic"
            data={topicCodes.map((code) => ({ value: code, label: reasonName(code) }))}
            value={escalate.reason}
            allowDeselect={false}
            onChange={(reason) => reason !== null && patch({ escalate: { ...escalate, reason } })}
          />
          <Select
            label="Severity"
            data={SEVERITIES}
            value={escalate.severity}
            allowDeselect={false}
            onChange={(severity) =>
              patch({ escalate: { ...escalate, severity: severity === 'soft' ? 'soft' : 'hard' } })
            }
          />
          <Select
            label="Team"
            data={(teams.data ?? []).map((team) => team.name)}
            value={escalate.team ?? null}
            clearable
            placeholder="As the policy says"
            onChange={(team) => patch({ escalate: { ...escalate, team: team ?? undefined } })}
          />
          <TextInput
            label="Said while waiting (optional)"
            maxLength={300}
            value={escalate.meanwhile ?? ''}
            onChange={(event) =>
              patch({ escalate: { ...escalate, meanwhile: event.currentTarget.value || undefined } })
            }
          />
        </div>
      )}
      <div className={classes.halves}>
        <Select
          label="For whom"
          description="Nobody else is told"
          data={AUDIENCES}
          value={edit.audience}
          allowDeselect={false}
          onChange={(audience) => patch({ audience: audience ?? 'everyone' })}
        />
        <MultiSelect
          label="Only on (optional)"
          description="Quoted nowhere else"
          placeholder={edit.channels.length === 0 ? 'All channels' : undefined}
          data={kinds.map((kind) => ({ value: kind, label: channelName(kind) }))}
          value={edit.channels}
          clearable
          onChange={(channels) => patch({ channels })}
        />
      </div>
      <Switch
        label="In use"
        checked={edit.active}
        onChange={(event) => patch({ active: event.currentTarget.checked })}
      />
      {article && <ArticleVersions article={article} onDone={onClose} />}
    </FormDrawer>
  );
}

const AUDIENCES: { value: ArticleEdit['audience']; label: string }[] = [
  { value: 'everyone', label: 'Everyone' },
  { value: 'signed_in', label: 'Signed-in customers' },
  { value: 'agents', label: 'Agents only' },
];
