/** Adding or changing an article: its words, how people ask for it, and whether it calls a person instead. */
import { Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ArticleEdit, ArticleView } from '../../../src/api/http/contract';
import { useAdminTeams, useChange } from '../api/admin';
import { post, put, remove } from '../api/client';
import { reasonName, topicCodes } from '../words/words';
import classes from './admin.module.css';
import { ConfirmButton } from './confirm-button';
import { FormDrawer } from './form-drawer';
import { SEVERITIES } from './topics-editor';

function begin(article: ArticleView | null): ArticleEdit {
  if (!article) {
    return { title: '', body: '', phrasings: [], url: null, language: 'en', escalate: null, active: true };
  }
  const { title, body, phrasings, url, language, escalate, active } = article;
  return { title, body, phrasings, url, language, escalate, active };
}

export function ArticleForm({ article, onClose }: { article: ArticleView | null; onClose: () => void }) {
  const teams = useAdminTeams();
  const [start] = useState(() => begin(article));
  const [edit, setEdit] = useState(start);
  // Lines as typed: an empty one must survive until the next is begun.
  const [phrasings, setPhrasings] = useState(start.phrasings.join('\n'));
  const patch = (part: Partial<ArticleEdit>) => setEdit((now) => ({ ...now, ...part }));
  const save = useChange({
    run: (body: ArticleEdit) =>
      article
        ? put<ArticleView>(`/api/admin/articles/${article.id}`, body)
        : post<ArticleView>('/api/admin/articles', body),
    said: (saved) => `“${saved.title}” is saved. The assistant knows it from now on.`,
    onDone: onClose,
  });
  const drop = useChange({
    run: (id: string) => remove(`/api/admin/articles/${id}`),
    said: () => `“${start.title}” is deleted.`,
    onDone: onClose,
  });
  const escalate = edit.escalate;
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
          type="url"
          placeholder="https://"
          value={edit.url ?? ''}
          onChange={(event) => patch({ url: event.currentTarget.value.trim() || null })}
        />
        <TextInput
          label="Language"
          required
          maxLength={10}
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
      <Switch
        label="In use"
        checked={edit.active}
        onChange={(event) => patch({ active: event.currentTarget.checked })}
      />
    </FormDrawer>
  );
}
