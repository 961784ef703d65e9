/** The left pane: the search field, and below it a view of the inbox or what the search found. */
import { ActionIcon, CloseButton, TextInput } from '@mantine/core';
import { useDebouncedValue, useDisclosure } from '@mantine/hooks';
import { IconPencilPlus, IconSearch } from '@tabler/icons-react';
import { useRef, useState, type KeyboardEvent } from 'react';
import { useSearchParams } from 'react-router';
import type { View } from '../../../src/api/http/contract';
import { useShortcuts } from '../shell/shortcuts';
import { ConversationList } from './conversation-list';
import { FirstDialog } from './first-dialog';
import classes from './inbox.module.css';
import { focusFirstHit, SearchResults } from './search-results';
import { ViewTabs } from './view-tabs';
import { viewWords } from './views';

const SHORTEST = 2;
const LONGEST = 200;
const TYPING_MS = 250;

export function ListPane({ view, openId, narrow }: { view: View; openId: string | null; narrow: boolean }) {
  const [parameters, setParameters] = useSearchParams();
  const [typed, setTyped] = useState(parameters.get('q') ?? '');
  const [settled] = useDebouncedValue(typed.trim(), TYPING_MS);
  const [writing, dialog] = useDisclosure(false);
  const field = useRef<HTMLInputElement>(null);
  const results = useRef<HTMLDivElement>(null);
  const searching = typed.trim().length >= SHORTEST;

  const search = (words: string) => {
    setTyped(words);
    setParameters(
      (now) => {
        if (words.trim() === '') now.delete('q');
        else now.set('q', words);
        return now;
      },
      { replace: true },
    );
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') search('');
    if (event.key === 'ArrowDown' && searching) {
      event.preventDefault();
      focusFirstHit(results.current);
    }
  };
  useShortcuts({ '/': () => field.current?.focus() });

  return (
    <section className={classes.list} aria-label={`${viewWords(view).label}: conversations`}>
      {narrow && <ViewTabs active={view} />}
      <div className={classes.search} role="search">
        <TextInput
          className={classes.searchField}
          ref={field}
          size="sm"
          type="search"
          aria-label="Search messages and customers"
          placeholder="Search"
          maxLength={LONGEST}
          value={typed}
          onChange={(event) => search(event.currentTarget.value)}
          onKeyDown={onKey}
          leftSection={<IconSearch size={16} aria-hidden />}
          rightSection={
            typed === '' ? null : (
              <CloseButton
                size="sm"
                aria-label="End the search"
                onClick={() => {
                  search('');
                  field.current?.focus();
                }}
              />
            )
          }
        />
        <ActionIcon
          variant="default"
          size={36}
          aria-label="New conversation"
          title="New conversation: write to somebody first"
          onClick={dialog.open}
        >
          <IconPencilPlus size={18} aria-hidden />
        </ActionIcon>
        {writing && <FirstDialog onClose={dialog.close} />}
      </div>
      {searching ? (
        <SearchResults
          ref={results}
          q={settled.length >= SHORTEST ? settled : typed.trim()}
          view={view}
          openId={openId}
        />
      ) : (
        <ConversationList key={view} view={view} openId={openId} narrow={narrow} />
      )}
    </section>
  );
}
