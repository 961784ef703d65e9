/** Canned replies: what agents put into the composer by name. */
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { CannedReplyView } from '../../../src/api/http/contract';
import { useAdminTeams, useCannedReplies } from '../api/admin';
import { Tag } from '../inbox/tag';
import { EmptyState } from '../shell/states';
import { fullTime } from '../words/time';
import { AdminFrame } from './admin-frame';
import classes from './admin.module.css';
import { ReplyForm } from './reply-form';

export function RepliesPage() {
  const replies = useCannedReplies();
  const teams = useAdminTeams();
  const [form, setForm] = useState<CannedReplyView | 'new' | null>(null);
  return (
    <AdminFrame
      title="Replies"
      intro="Words that agents send often. In the composer they type / and the name; what is filled in is seen before it is sent."
      query={replies}
      action={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setForm('new')}>
          Add reply
        </Button>
      }
    >
      {replies.rows.length === 0 ? (
        <EmptyState title="No canned reply yet">
          Add what your agents write again and again: a greeting, the way to a form, what happens next.
        </EmptyState>
      ) : (
        <ul className={classes.cards}>
          {replies.rows.map((reply) => (
            <li key={reply.id} className={classes.card}>
              <div className={classes.cardMain}>
                <div className={classes.cardWords}>
                  <h2 className={classes.cardTitle} title={reply.name}>
                    /{reply.name}
                  </h2>
                  <p className={classes.cardSub}>{reply.text}</p>
                  <p className={classes.tags}>
                    {reply.teamId !== null && (
                      <Tag>{teams.data?.find((team) => team.id === reply.teamId)?.name ?? 'One team'}</Tag>
                    )}
                    {reply.language !== null && <Tag>{reply.language}</Tag>}
                    <span className={classes.quiet}>changed {fullTime(reply.updatedAt)}</span>
                  </p>
                </div>
              </div>
              <div className={classes.cardButtons}>
                <Button size="xs" variant="default" onClick={() => setForm(reply)}>
                  Edit<span className="sr-only"> {reply.name}</span>
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
      {replies.hasNextPage && (
        <Button variant="default" loading={replies.isFetchingNextPage} onClick={() => void replies.fetchNextPage()}>
          Show more
        </Button>
      )}
      {form !== null && (
        <ReplyForm
          key={form === 'new' ? 'new' : form.id}
          reply={form === 'new' ? null : form}
          onClose={() => setForm(null)}
        />
      )}
    </AdminFrame>
  );
}
