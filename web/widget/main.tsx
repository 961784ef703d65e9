/** @jsxImportSource preact */
/**
 * The chat widget: `<script src="https://your-baton/widget.js" data-site="SITE-KEY" async></script>`.
 * data-target="#element" shows it inside that element, open, instead of behind a button.
 */
import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Chat } from './chat';
import { ChatIcon } from './icons';
import { Session } from './session';
import { styles } from './styles';
import { words } from './words';

function Widget({ session, inline }: { session: Session; inline: boolean }) {
  const [state, setState] = useState(session.state);
  const [open, setOpen] = useState(inline);
  const launcher = useRef<HTMLButtonElement>(null);

  useEffect(() => session.watch(() => setState(session.state)), [session]);
  // Who never wrote costs no connection until they open the chat.
  useEffect(() => {
    if (open || session.known) session.open();
  }, [open, session]);
  useEffect(() => {
    const look = () => {
      if (open && document.visibilityState === 'visible') session.seen();
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [open, state.messages.length, session]);

  const unread = state.messages.filter((message) => message.author !== 'contact' && message.seq > state.seenSeq).length;
  const close = () => {
    setOpen(false);
    launcher.current?.focus();
  };

  return (
    <div class="root" onKeyDown={(event) => event.key === 'Escape' && !inline && close()}>
      <style>{styles}</style>
      {open && (
        <section
          class={`panel ${inline ? 'inline' : 'floating'}`}
          role={inline ? 'region' : 'dialog'}
          aria-labelledby="title"
        >
          <Chat session={session} state={state} onClose={inline ? null : close} />
        </section>
      )}
      {!inline && (
        <button
          type="button"
          class="launcher"
          ref={launcher}
          aria-expanded={open}
          aria-label={open ? words.close : unread ? `${words.open}, ${words.unread(unread)}` : words.open}
          onClick={() => setOpen(!open)}
        >
          <ChatIcon />
          {!open && unread > 0 && <span class="badge">{unread > 99 ? '99+' : unread}</span>}
        </button>
      )}
    </div>
  );
}

function start(script: HTMLScriptElement): void {
  const site = script.dataset['site'];
  if (!site) {
    console.error('Baton widget: the script tag needs data-site="…", the key of a web channel account.');
    return;
  }
  const target = script.dataset['target'] ? document.querySelector(script.dataset['target']) : null;
  const host = document.createElement('div');
  if (target) host.style.height = '100%';
  (target ?? document.body).append(host);
  const session = new Session(new URL(script.src).origin, site);
  const root = host.attachShadow({ mode: 'open' });
  render(<Widget session={session} inline={target !== null} />, root);
  if (target) for (const element of root.querySelectorAll<HTMLElement>('.root')) element.style.height = '100%';
}

const script = document.currentScript ?? document.querySelector('script[src*="widget.js"][data-site]');
if (script instanceof HTMLScriptElement) {
  if (document.body) start(script);
  else document.addEventListener('DOMContentLoaded', () => start(script));
}
