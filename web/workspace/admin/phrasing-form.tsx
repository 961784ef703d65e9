/** A question that an article answers already becomes one of its phrasings, as the reviewer words it. */
import { Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { ArticleView, SuggestionAccept, SuggestionView } from '../../../src/api/http/contract';
import { useChange } from '../api/admin';
import { post } from '../api/client';
import { FormDrawer } from './form-drawer';

export function PhrasingForm({ suggestion, onClose }: { suggestion: SuggestionView; onClose: () => void }) {
  const [start] = useState(() => (suggestion.question.split('\n')[0] ?? '').slice(0, 300));
  const [phrasing, setPhrasing] = useState(start);
  const accept = useChange({
    run: (body: SuggestionAccept) =>
      post<ArticleView>(`/api/admin/knowledge/suggestions/${suggestion.id}/accept`, body),
    said: (article) => `“${article.title}” is found by it from now on.`,
    onDone: onClose,
  });
  const articleId = suggestion.article?.id ?? '';
  return (
    <FormDrawer
      opened
      title={`Add a phrasing to “${suggestion.article?.title ?? ''}”`}
      dirty={phrasing !== start}
      busy={accept.busy}
      problem={accept.problem}
      submit="Add phrasing"
      onSubmit={() => accept.run({ as: 'phrasing', articleId, phrasing })}
      onClose={onClose}
    >
      <Textarea
        label="How people ask for it"
        description="Take out what is this customer’s alone"
        required
        maxLength={300}
        autosize
        minRows={2}
        value={phrasing}
        onChange={(event) => setPhrasing(event.currentTarget.value)}
      />
      <Text size="sm" c="dimmed">
        What was answered: {suggestion.answer}
      </Text>
    </FormDrawer>
  );
}
