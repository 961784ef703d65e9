/** @jsxImportSource preact */
/** The chat itself: what was said, what is under way, and where to write. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { WidgetMessage } from '../../src/api/http/contract';
import { AskEmail } from './ask-email';
import { Composer } from './composer';
import { Elsewhere } from './elsewhere';
import { Choices } from './choices';
import { Files } from './files';
import { CloseIcon, ElsewhereIcon, SoundIcon } from './icons';
import type { Session, SessionState } from './session';
import { LeaveMessage } from './leave-message';
import { words } from './words';

export function Chat({
  session,
  state,
  title,
  greeting,
  onClose,
}: {
  session: Session;
  state: SessionState;
  title: string | undefined;
  greeting: string | undefined;
  onClose: (() => void) | null;
}) {
  const log = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [offline, setOffline] = useState(false);
  const [moving, setMoving] = useState(false);
  const [over, setOver] = useState(false);
  // Words that were begun before the line stood stay where they are.
  const [began, setBegan] = useState(false);
  const [dropped, setDropped] = useState<{ files: File[] } | null>(null);

  useLayoutEffect(() => {
    if (atEnd.current && log.current) log.current.scrollTop = log.current.scrollHeight;
  }, [state.messages.length, state.pending.length, state.typing, state.askEmail, moving]);

  // A blink of the network is nobody's business; a lasting one is said.
  useEffect(() => {
    if (state.connected) return setOffline(false);
    const timer = setTimeout(() => setOffline(true), 2_500);
    return () => clearTimeout(timer);
  }, [state.connected]);

  const onScroll = () => {
    const box = log.current;
    if (box) atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
  };

  const last = state.messages.at(-1);
  const nothing = state.messages.length === 0 && state.pending.length === 0;
  const lastOwn = state.messages.findLast((message) => message.author === 'contact')?.seq;
  return (
    <div
      class="chat"
      onDragOver={(event) => {
        if (!event.dataTransfer?.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        setDropped({ files: [...(event.dataTransfer?.files ?? [])] });
      }}
    >
      {over && <div class="drop">{words.drop}</div>}
      <header>
        <h2 id="title">{title ?? (state.business || words.chat)}</h2>
        {state.ways.length > 0 && (
          <button
            type="button"
            aria-label={words.move}
            title={words.move}
            aria-expanded={moving}
            onClick={() => setMoving(!moving)}
          >
            <ElsewhereIcon />
          </button>
        )}
        <button
          type="button"
          aria-label={state.sound ? words.soundOff : words.soundOn}
          onClick={() => session.setSound(!state.sound)}
        >
          <SoundIcon on={state.sound} />
        </button>
        {onClose && (
          <button type="button" aria-label={words.close} onClick={onClose}>
            <CloseIcon />
          </button>
        )}
      </header>
      {(offline || state.refused) && (
        <div class="status" role="status">
          {state.refused ?? (state.greeted ? words.offline : words.connecting)}
        </div>
      )}
      {state.queue && (
        <div class="status" role="status">
          <Queue queue={state.queue} />
        </div>
      )}
      <div class="log" ref={log} onScroll={onScroll} role="log" aria-live="polite" aria-labelledby="title" tabIndex={0}>
        {nothing && (
          <p class="empty" dir="auto">
            {state.offline ? words.nobody : (greeting ?? words.empty)}
          </p>
        )}
        {state.messages.map((message, index) => (
          <div key={message.seq} class="said">
            <Said session={session} message={message} before={state.messages[index - 1]} />
            {message.seq === lastOwn && (
              <div class="meta">{message.seq <= state.readSeq ? words.read : words.sent}</div>
            )}
          </div>
        ))}
        {state.pending.map((message) => (
          <div key={message.clientId} class="said">
            <div class="bubble mine waiting" dir="auto">
              {[message.text, ...message.files.map((file) => file.name)].filter((part) => part !== '').join('\n')}
            </div>
            {message.refused ? (
              <div class="meta bad" role="alert">
                {words.refused(message.refused)}
                <button type="button" onClick={() => session.again(message.clientId)}>
                  {words.again}
                </button>
                <button type="button" onClick={() => session.remove(message.clientId)}>
                  {words.remove}
                </button>
              </div>
            ) : (
              <div class="meta">{words.sending}</div>
            )}
          </div>
        ))}
        {state.pending.length === 0 && last && <Choices session={session} under={last} />}
        <AskEmail session={session} asks={state.askEmail && !moving} />
        {moving && <Elsewhere session={session} ways={state.ways} onDone={() => setMoving(false)} />}
      </div>
      <div class="typing" role="status">
        {state.typing && (state.typing === 'agent' ? words.agentTypes(state.typist) : words.assistantTypes)}
      </div>
      {nothing && state.offline && !began ? (
        <LeaveMessage session={session} />
      ) : (
        <Composer session={session} dropped={dropped} onBegin={() => setBegan(true)} />
      )}
    </div>
  );
}

/** The place in the queue, as it is now. */
function Queue({ queue: { ahead, low, high } }: { queue: NonNullable<SessionState['queue']> }) {
  return (
    <>
      {words.place(ahead)} {high !== null && words.usual(`${low ?? 0}-${high} min`)}
    </>
  );
}

function Said({
  session,
  message,
  before,
}: {
  session: Session;
  message: WidgetMessage;
  before: WidgetMessage | undefined;
}) {
  const mine = message.author === 'contact';
  const named = !mine && (before?.author !== message.author || before.authorName !== message.authorName);
  const name = message.author === 'agent' ? (message.authorName ?? words.agent) : words.assistant;
  return (
    <>
      {named && message.author !== 'system' && <div class="who">{name}</div>}
      {message.text !== '' && (
        <div class={`bubble ${mine ? 'mine' : message.author}`} dir="auto">
          <span class="sr">{mine ? words.you : name}: </span>
          <Linked text={message.text} />
        </div>
      )}
      <div class={mine ? 'files own' : 'files'}>
        <Files session={session} files={message.files} />
      </div>
      {message.articles
        // An answer that carries its link needs no second one.
        .filter((article) => article.url && !message.text.includes(article.url))
        .map((article) => (
          <div class="source" key={article.title}>
            {words.source}{' '}
            <a href={safe(article.url)} target="_blank" rel="noopener noreferrer nofollow">
              {article.title}
            </a>
          </div>
        ))}
    </>
  );
}

/** Text is text: only plain http(s) addresses become links, nothing is ever read as HTML. */
function Linked({ text }: { text: string }) {
  const parts = text.split(/(https?:\/\/[^\s<>"')\]]+)/u);
  return (
    <>
      {parts.map((part, index) =>
        index % 2 === 1 ? (
          <a
            key={index}
            href={safe(part)}
            target="_blank"
            rel="noopener noreferrer nofollow"
            style={{ color: 'inherit' }}
          >
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </>
  );
}

function safe(url: string | null): string | undefined {
  return url && /^https?:\/\//iu.test(url) ? url : undefined;
}
