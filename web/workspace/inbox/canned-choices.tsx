/** The canned replies that fit what is typed after a stroke: a list that the field steers, so that the caret stays where it is. */
import { Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type KeyboardEvent } from 'react';
import { get, query } from '../api/client';
import { keys } from '../api/keys';
import classes from './inbox.module.css';

export interface Choice {
  id: string;
  name: string;
  text: string;
}

const LIST = 'canned-choices';
const optionId = (choice: Choice) => `canned-${choice.id}`;

export interface CannedChoices {
  /** What the field must carry for screen readers. */
  field: {
    'aria-autocomplete': 'list';
    'aria-controls'?: string;
    'aria-activedescendant'?: string;
  };
  /** True when the key was meant for the list. */
  onKey(event: KeyboardEvent): boolean;
  list: React.ReactNode;
}

/** `name`: what is being typed after the stroke; null: nothing. */
export function useCannedChoices(
  name: string | null,
  language: string | null,
  onChoose: (choice: Choice) => void,
  onLeave: () => void,
): CannedChoices {
  const [left, setLeft] = useState<string | null>(null);
  const [at, setAt] = useState<{ name: string | null; index: number }>({ name: null, index: 0 });
  const opened = name !== null && left !== name;
  const choices = useQuery({
    queryKey: keys.cannedReplies(name ?? '', language),
    queryFn: ({ signal }) => get<Choice[]>(query('/api/canned-replies', { q: name, language }), signal),
    enabled: opened,
    staleTime: 30_000,
  });
  const rows = opened ? (choices.data ?? []) : [];
  const index = Math.min(at.name === name ? at.index : 0, Math.max(0, rows.length - 1));
  const chosen = rows[index];

  const onKey = (event: KeyboardEvent): boolean => {
    if (!opened || event.nativeEvent.isComposing) return false;
    if (event.key === 'Escape') {
      setLeft(name);
      onLeave();
      return true;
    }
    if (event.ctrlKey || event.metaKey || event.shiftKey || !chosen) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setAt({ name, index: (index + step + rows.length) % rows.length });
      return true;
    }
    if (event.key !== 'Enter' && event.key !== 'Tab') return false;
    event.preventDefault();
    onChoose(chosen);
    return true;
  };

  return {
    field: {
      'aria-autocomplete': 'list',
      ...(opened && chosen ? { 'aria-controls': LIST, 'aria-activedescendant': optionId(chosen) } : {}),
    },
    onKey,
    list: opened && (
      <div className={classes.canned}>
        <p className="sr-only" role="status">
          {choices.isPending
            ? ''
            : `${rows.length} canned ${rows.length === 1 ? 'reply' : 'replies'}. Arrows choose, Enter inserts, Escape closes.`}
        </p>
        <div id={LIST} role="listbox" aria-label="Canned replies" data-keeps-escape>
          {rows.map((choice, n) => (
            <div
              key={choice.id}
              id={optionId(choice)}
              role="option"
              aria-selected={n === index}
              className={classes.cannedChoice}
              // The field keeps the focus.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onChoose(choice)}
            >
              <strong title={choice.name}>/{choice.name}</strong>
              <span title={choice.text}>{choice.text}</span>
            </div>
          ))}
        </div>
        {choices.isPending && <Loader size="xs" m="xs" aria-label="Reading the canned replies" />}
        {choices.isError && <p className={classes.cannedNone}>The canned replies could not be read.</p>}
        {choices.isSuccess && rows.length === 0 && (
          <p className={classes.cannedNone}>
            {name === ''
              ? 'No canned reply yet. Admins add them under Admin → Replies.'
              : `No canned reply begins with “${name}”.`}
          </p>
        )}
      </div>
    ),
  };
}
