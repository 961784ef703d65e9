/** @jsxImportSource preact */
/** The chat itself: what was said, what is under way, and where to write. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { WidgetMessage } from '../../src/api/http/contract';
import { CloseIcon, SendIcon } from './icons';
import type { Session, SessionState } from './session';
import { words } from './words';

/** Longest text that the server takes. */
const MAX_LENGTH = 4_000;

export function Chat({
  session,
  state,
  onClose,
}: {
  session: Session;
  state: SessionState;
  onClose: (() => void) | null;
}) {
  const log = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [offline, setOffline] = useState(false);

  useLayoutEffect(() => {
    if (atEnd.current && log.current) log.current.scrollTop = log.current.scrollHeight;
  }, [state.messages.length, state.pending.length, state.typing]);

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

  const nothing = state.messages.length === 0 && state.pending.length === 0;
  return (
    <>
      <header>
        <h2 id="title">{words.title(state.business)}</h2>
        {onClose && (
          <button type="button" aria-label={words.close} onClick={onClose}>
            <CloseIcon />
          </button>
        )}
      </header>
      {offline && (
        <div class="status" role="status">
          {state.greeted ? words.offline : words.connecting}
        </div>
      )}
      <div class="log" ref={log} onScroll={onScroll} role="log" aria-live="polite" aria-labelledby="title" tabIndex={0}>
        {nothing && <p class="empty">{words.empty}</p>}
        {state.messages.map((message, index) => (
          <Said key={message.seq} message={message} before={state.messages[index - 1]} />
        ))}
        {state.pending.map((message) => (
          <div key={message.clientId} style={{ display: 'contents' }}>
            <div class="bubble mine waiting">{message.text}</div>
            {message.refused ? (
              <div class="meta bad" role="alert">
                {words.refused(message.refused)}
                <button type="button" onClick={() => session.again(message.clientId)}>
                  {words.again}
                </button>
              </div>
            ) : (
              <div class="meta">{words.sending}</div>
            )}
          </div>
        ))}
      </div>
      <div class="typing" aria-live="polite">
        {state.typing && words.typing(state.typing)}
      </div>
      <Composer session={session} />
    </>
  );
}

function Said({ message, before }: { message: WidgetMessage; before: WidgetMessage | undefined }) {
  const mine = message.author === 'contact';
  const named = !mine && (before?.author !== message.author || before.authorName !== message.authorName);
  const name = message.author === 'agent' ? (message.authorName ?? words.agent) : words.assistant;
  return (
    <>
      {named && message.author !== 'system' && <div class="who">{name}</div>}
      <div class={`bubble ${mine ? 'mine' : message.author}`}>
        <span class="sr">{mine ? words.you : name}: </span>
        <Linked text={message.text} />
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

function Composer({ session }: { session: Session }) {
  const [text, setText] = useState('');
  const box = useRef<HTMLTextAreaElement>(null);

  useEffect(() => box.current?.focus({ preventScroll: true }), []);
  useLayoutEffect(() => {
    if (!box.current) return;
    box.current.style.height = 'auto';
    box.current.style.height = `${box.current.scrollHeight + 2}px`;
  }, [text]);

  const send = (event: Event) => {
    event.preventDefault();
    const ready = text.trim();
    if (!ready) return;
    session.send(ready);
    setText('');
    box.current?.focus();
  };

  return (
    <form onSubmit={send}>
      <textarea
        ref={box}
        rows={1}
        value={text}
        maxLength={MAX_LENGTH}
        aria-label={words.label}
        placeholder={words.placeholder}
        enterkeyhint="send"
        onInput={(event) => {
          setText(event.currentTarget.value);
          session.typing();
        }}
        onKeyDown={(event) => {
          // Enter that ends a composition (Chinese, Japanese …) is not "send".
          if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) send(event);
        }}
      />
      <button type="submit" aria-label={words.send} disabled={text.trim() === ''}>
        <SendIcon />
      </button>
    </form>
  );
}
