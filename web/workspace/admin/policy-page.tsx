/** The escalation policy: when a person is needed. Edited as a draft here, published whole as a new version. */
import { Button, FileButton, Group, NumberInput, TagsInput, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { PolicyEdit, PolicyView, TrialView } from '../../../src/api/http/contract';
import { useAccounts, useChange, usePolicy } from '../api/admin';
import { post, put } from '../api/client';
import { useTrials } from '../api/policy';
import { Callout, ProblemAlert } from '../shell/states';
import { fullTime } from '../words/time';
import classes from './admin.module.css';
import { AdminFrame } from './admin-frame';
import { ConfirmButton } from './confirm-button';
import { PolicyVersions } from './policy-versions';
import { Rehearsal } from './rehearsal';
import { RulesEditor } from './rules-editor';
import { samePolicy } from './same-policy';
import { TopicsEditor } from './topics-editor';
import { TrialPanel } from './trial-panel';

export function PolicyPage() {
  const policy = usePolicy();
  const [restarts, setRestarts] = useState(0);
  return (
    <AdminFrame
      title="Policy"
      intro="When the assistant must call a person. Danger, the wish for a person and the hard topics can be worded, never switched off."
      query={policy}
    >
      {policy.data && (
        // The draft belongs to the version that it began from; another version does not overwrite it.
        <Draft key={restarts} current={policy.data} restart={() => setRestarts((n) => n + 1)} />
      )}
    </AdminFrame>
  );
}

function Draft({ current, restart }: { current: PolicyView; restart: () => void }) {
  const [base, setBase] = useState(current);
  const [edit, setEdit] = useState(base.policy);
  const patch = (part: Partial<PolicyEdit>) => setEdit((now) => ({ ...now, ...part }));
  const trials = useTrials();
  const accounts = useAccounts();
  const dirty = !samePolicy(edit, base.policy);
  const tried = trials.data?.find(
    (one) => one.state === 'done' && one.baseVersion === base.version && samePolicy(one.policy, edit),
  );
  const overtaken = current.version !== base.version;
  const publish = useChange({
    run: (policy: PolicyEdit) =>
      put<PolicyView>('/api/admin/policy', { basedOn: base.version, policy, untried: !tried }),
    said: (published) => `Version ${published.version} holds from now on.`,
    onDone: (published) => {
      setBase(published);
      setEdit(published.policy);
    },
  });
  const read = useChange({
    run: async (file: File) => post<PolicyEdit>('/api/admin/policy/read', { text: await file.text() }),
    said: () => 'The file is the draft now. Nothing is published yet.',
    onDone: (policy) => setEdit(policy),
  });
  // Without words of one's own there is nothing to lose: the newest version is simply shown.
  if (overtaken && !dirty) {
    setBase(current);
    setEdit(current.policy);
  }
  return (
    <div className={classes.policy}>
      <p className={classes.quiet}>
        Version {base.version}, published {fullTime(base.publishedAt)}
        {base.publishedBy !== null && ` by ${base.publishedBy}`}
        {base.demo && '. It belongs to the demo: its rules stop with the first real account.'}
      </p>
      {overtaken && dirty && (
        <Callout tone="wait" title={`Version ${current.version} was published meanwhile`}>
          Yours is based on version {base.version} and cannot be published. Note down what you changed, then begin again
          from the newest version.
          <Group mt="sm">
            <Button size="xs" onClick={restart}>
              Begin again from version {current.version}
            </Button>
          </Group>
        </Callout>
      )}
      {publish.problem && <ProblemAlert problem={publish.problem} />}
      {read.problem && <ProblemAlert problem={read.problem} />}
      <section className={classes.block}>
        <h2>Danger to life</h2>
        <p className={classes.quiet}>
          Sent at once, word for word, when somebody may be in danger; the assistant then stays silent and the agents on
          call are told. Name the numbers of the places where your customers live.
        </p>
        <Textarea
          aria-label="Text in case of danger"
          autosize
          minRows={3}
          maxRows={10}
          maxLength={600}
          value={edit.danger.text}
          onChange={(event) => patch({ danger: { ...edit.danger, text: event.currentTarget.value } })}
        />
      </section>
      <TopicsEditor topics={edit.topics} onChange={(topics) => patch({ topics })} />
      <section className={classes.block}>
        <h2>When the assistant does not help</h2>
        <NumberInput
          mt="xs"
          maw={420}
          label="Signs of failure before a person takes over"
          description="Of four: the customer repeats themselves, says it did not help, is angry, or hears “I don’t know” twice"
          min={1}
          max={4}
          allowDecimal={false}
          value={edit.failureSignals}
          onChange={(value) => patch({ failureSignals: typeof value === 'number' ? value : edit.failureSignals })}
        />
        <TagsInput
          mt="md"
          label="Languages that the assistant speaks"
          description="Two letters each, such as en, then Enter. In any other language a person is offered."
          value={edit.languages}
          onChange={(languages) => patch({ languages: languages.map((code) => code.toLowerCase().trim()) })}
        />
      </section>
      <RulesEditor rules={edit.rules} onChange={(rules) => patch({ rules })} />
      <section className={classes.block}>
        <h2>Rehearse this draft</h2>
        <p className={classes.quiet}>Write as a customer would; the draft decides. Nothing is sent or kept.</p>
        {accounts.data !== undefined && accounts.data.length > 0 && (
          <Rehearsal accounts={accounts.data} policy={dirty ? edit : undefined} />
        )}
      </section>
      <TrialPanel edit={edit} trial={trials.data?.[0]} onTake={setEdit} />
      <footer className={classes.publish}>
        <span className={classes.quiet} role="status">
          {!dirty
            ? 'This is what holds now.'
            : tried
              ? `Not published yet. Tried on ${tried.days} days: ${outcome(tried)}`
              : 'Not published yet, and not tried on past conversations.'}
        </span>
        <Group gap="sm">
          <FileButton accept=".yaml,.yml,application/yaml" onChange={(file) => file && read.run(file)}>
            {(props) => (
              <Button variant="subtle" loading={read.busy} {...props}>
                Read a file
              </Button>
            )}
          </FileButton>
          <Button variant="default" disabled={!dirty} onClick={() => setEdit(base.policy)}>
            Discard
          </Button>
          <ConfirmButton
            variant="filled"
            disabled={!dirty || overtaken}
            loading={publish.busy}
            question={`Publish version ${base.version + 1}?`}
            consequence={`${
              tried
                ? `Tried on ${tried.days} days of conversations: ${outcome(tried)}`
                : 'Nobody knows yet what it changes: it was not tried on past conversations. You can cancel and choose “Try this draft”; the audit says that it went untried.'
            } It holds for every message from the next one on, on all channels.`}
            confirm={tried ? 'Publish' : 'Publish untried'}
            gentle={tried !== undefined}
            onConfirm={() => publish.run(edit)}
          >
            Publish
          </ConfirmButton>
        </Group>
      </footer>
      <PolicyVersions current={current.version} />
    </div>
  );
}

/** In one sentence. */
function outcome({ counts, compared }: TrialView): string {
  const parts = [
    [counts.newly, 'newly escalated'],
    [counts.no_longer, 'no longer escalated'],
    [counts.moved, 'to another team or priority'],
    [counts.offers, 'with a person offered or no longer'],
  ].filter(([count]) => Number(count) > 0);
  if (parts.length === 0) return `nothing changes in ${compared} decisions.`;
  return `${parts.map(([count, words]) => `${count} ${words}`).join(', ')}.`;
}
