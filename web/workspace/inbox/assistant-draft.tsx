/** What the assistant would answer, for an agent to use, change or ignore. */
import { Button, Group, Spoiler } from '@mantine/core';
import { IconBook2, IconSparkles } from '@tabler/icons-react';
import { useState } from 'react';
import type { ConversationDetail } from '../../../src/api/http/contract';
import classes from './inbox.module.css';

interface Props {
  draft: NonNullable<ConversationDetail['assistantDraft']>;
  onUse: (text: string) => void;
}

export function AssistantDraft({ draft, onUse }: Props) {
  const [shown, setShown] = useState(true);
  if (!shown) return null;
  return (
    <aside className={classes.proposal} aria-label="Proposed by the assistant">
      <p className={classes.by}>
        <strong className={classes.author}>
          <IconSparkles size={14} aria-hidden /> The assistant proposes
        </strong>
        <span>not sent</span>
      </p>
      <Spoiler maxHeight={120} showLabel="Show all" hideLabel="Show less">
        <p className={classes.words}>{draft.text}</p>
      </Spoiler>
      {draft.articles.length > 0 && (
        <p className={classes.cites}>
          <IconBook2 size={14} aria-hidden /> {draft.articles.map((article) => article.title).join(' · ')}
        </p>
      )}
      <Group gap="xs" mt={8}>
        <Button size="xs" onClick={() => onUse(draft.text)}>
          Use draft
        </Button>
        <Button size="xs" variant="default" onClick={() => setShown(false)}>
          Hide
        </Button>
      </Group>
    </aside>
  );
}
