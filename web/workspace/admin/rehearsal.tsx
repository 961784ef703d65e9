/** A rehearsal: write as a customer would, and see the articles, the decision and the answer. Nothing is sent or kept. */
import { Button, Group, Select, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { AccountView, PolicyEdit, RehearsalView } from '../../../src/api/http/contract';
import { post } from '../api/client';
import { asProblem } from '../api/problem';
import { LookedAt } from '../decisions/looked-at';
import { Tag } from '../inbox/tag';
import { ProblemAlert } from '../shell/states';
import { channelName, reasonName, reasonTone } from '../words/words';
import classes from './rehearsal.module.css';

interface Said {
  text: string;
  turn: RehearsalView;
}

const NOTHING: RehearsalView['after'] = {
  heard: [],
  humanOffered: false,
  unknownAnswers: 0,
  attempts: 0,
  language: null,
};
const LONGEST = 30;

interface Props {
  accounts: AccountView[];
  /** A draft in place of the policy in force. */
  policy?: PolicyEdit;
}

export function Rehearsal({ accounts, policy }: Props) {
  const [accountId, setAccountId] = useState(accounts[0]?.id ?? null);
  const [said, setSaid] = useState<Said[]>([]);
  const [text, setText] = useState('');
  const last = said.at(-1)?.turn;
  const over = last?.handedOff === true || said.length >= LONGEST;
  const play = useMutation({
    mutationFn: (words: string) =>
      post<RehearsalView>('/api/admin/rehearsal', {
        accountId,
        text: words,
        before: last?.after ?? NOTHING,
        policy,
      }),
    onSuccess: (turn, words) => {
      setSaid((now) => [...now, { text: words, turn }]);
      setText('');
    },
  });
  const restart = () => {
    setSaid([]);
    play.reset();
  };
  const send = () => {
    if (text.trim() !== '' && !over && !play.isPending) play.mutate(text.trim());
  };
  return (
    <div className={classes.rehearsal}>
      <Group gap="sm" align="flex-end">
        <Select
          label="As if written to"
          data={accounts.map(({ id, name, channel }) => ({ value: id, label: `${name} (${channelName(channel)})` }))}
          value={accountId}
          allowDeselect={false}
          onChange={(value) => {
            setAccountId(value);
            restart();
          }}
          className={classes.account}
        />
        <Button variant="default" disabled={said.length === 0} onClick={restart}>
          Start over
        </Button>
      </Group>
      <ol className={classes.turns} aria-live="polite">
        {said.map((one, index) => (
          <Turn key={index} said={one} />
        ))}
      </ol>
      {play.isError && <ProblemAlert problem={asProblem(play.error)} />}
      {over ? (
        <p className={classes.quiet} role="status">
          {last?.handedOff ? 'From here on a person writes.' : 'That is as long as a rehearsal gets.'} Start over to try
          something else.
        </p>
      ) : (
        <form
          className={classes.ask}
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
        >
          <Textarea
            label="The customer writes"
            placeholder="This charge is not mine"
            autosize
            minRows={1}
            maxRows={6}
            maxLength={4_000}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
                event.preventDefault();
                send();
              }
            }}
            className={classes.words}
          />
          <Button type="submit" loading={play.isPending} disabled={text.trim() === '' || accountId === null}>
            Try it
          </Button>
        </form>
      )}
    </div>
  );
}

function Turn({ said: { text, turn } }: { said: Said }) {
  const { decision, answer, nearest } = turn;
  const sure = `${Math.round(nearest.probability * 100)} %`;
  return (
    <li className={classes.turn}>
      <p className={classes.customer}>{text}</p>
      {answer?.text != null && <p className={classes.assistant}>{answer.text}</p>}
      {turn.handedOff && (
        <p className={classes.handed}>
          A person is called{decision.team !== null && ` in ${decision.team}`}{' '}
          {decision.reason !== null && <Tag tone={reasonTone(decision.reason)}>{reasonName(decision.reason)}</Tag>}
          {answer?.summary != null && ` “${answer.summary}”`}
          {decision.meanwhile !== null && <span className={classes.quiet}> Meanwhile: {decision.meanwhile}</span>}
        </p>
      )}
      {turn.failure !== null && <p className={classes.quiet}>The model failed: {turn.failure}</p>}
      {decision.evidence.length > 0 && (
        <p className={classes.quiet}>
          Because of{' '}
          {decision.evidence.map((one, index) => (
            <span key={`${one.seq} ${one.start} ${index}`}>
              {index > 0 && ', '}
              <q>{one.words}</q>
            </span>
          ))}
        </p>
      )}
      {decision.counterfactual !== null && <p className={classes.quiet}>{decision.counterfactual}</p>}
      <details>
        <summary>
          {answer === null ? 'How it was decided' : `${KINDS[answer.kind]}, by ${NAMES[turn.assistant ?? ''] ?? 'it'}`}{' '}
          · {turn.language} · {Math.round(turn.milliseconds)} ms
          {answer !== null && answer.tokensIn > 0 && ` · ${answer.tokensIn + answer.tokensOut} tokens`}
        </summary>
        <h3>Nearest articles</h3>
        {nearest.articles.length === 0 ? (
          <p className={classes.quiet}>None shares a word with it.</p>
        ) : (
          <ol className={classes.articles}>
            {nearest.articles.map(({ articleId, title, topic }, index) => (
              <li key={articleId}>
                {title}
                {index === 0 && <span className={classes.quiet}> · answers it with a chance of {sure}</span>}
                {topic !== null && <span className={classes.quiet}> · a topic for people: {reasonName(topic)}</span>}
              </li>
            ))}
          </ol>
        )}
        <h3>What the policy looked at</h3>
        <LookedAt evaluated={decision.evaluated} rule={decision.rule} />
        {answer !== null && answer.steps.length > 0 && (
          <>
            <h3>What the assistant did</h3>
            <ol className={classes.articles}>
              {answer.steps.map(({ kind, detail }, index) => (
                <li key={index}>
                  {kind}: {detail}
                </li>
              ))}
            </ol>
          </>
        )}
      </details>
    </li>
  );
}

const NAMES: Record<string, string> = { embedded: 'the embedded assistant', openai: 'the model' };
const KINDS: Record<NonNullable<RehearsalView['answer']>['kind'], string> = {
  answer: 'Answered',
  suggest: 'Titles to choose from',
  unknown: '“I don’t know”',
  'hand-off': 'The assistant called a person',
  confirm: 'The assistant asked for a yes',
  verify: 'The assistant asked who it is',
  close: 'Closed',
};
