/** @jsxImportSource preact */
/**
 * The chat widget: `<script src="https://your-baton/widget.js" data-site="SITE-KEY" async></script>`.
 * data-target="#element" shows it inside that element, open, instead of behind a button. docs/widget.md lists the other attributes.
 */
import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Chat } from './chat';
import { ChatIcon } from './icons';
import { optionsOf, type Options } from './options';
import { Session } from './session';
import { chime } from './sound';
import { styles } from './styles';
import { speak, words } from './words';

declare global {
  interface Window {
    Baton?: { identify(jwt: string | null): void; open(): void; close(): void };
  }
}

const CONTROLS = 'a[href], button:not(:disabled), textarea, input:not([hidden]), [tabindex="0"]';

/** What pages may listen to: baton:open, baton:close, baton:unread { count }, baton:refused { reason }. */
function tell(name: string, detail: object = {}): void {
  window.dispatchEvent(new CustomEvent(`baton:${name}`, { detail }));
}

function Widget({ session, options }: { session: Session; options: Options }) {
  const { inline } = options;
  const [state, setState] = useState(session.state);
  const [open, setOpen] = useState(inline);
  const launcher = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLElement>(null);
  const heard = useRef(0);

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
  useEffect(() => {
    if (unread > heard.current && state.sound && options.sound) chime();
    if (unread !== heard.current) tell('unread', { count: unread });
    heard.current = unread;
  }, [unread]);
  useEffect(() => {
    if (state.refused) tell('refused', { reason: state.refused });
  }, [state.refused]);

  const show = (wanted: boolean) => {
    setOpen(wanted);
    tell(wanted ? 'open' : 'close');
  };
  // Once it is drawn again: on a phone it is not there while the chat is open.
  const wasOpen = useRef(open);
  useEffect(() => {
    if (wasOpen.current && !open) launcher.current?.focus();
    wasOpen.current = open;
  }, [open]);
  useEffect(() => {
    window.Baton = {
      identify: (jwt) => session.identify(jwt),
      open: () => !inline && show(true),
      close: () => !inline && show(false),
    };
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (inline || !open) return;
    if (event.key === 'Escape') return show(false);
    if (event.key !== 'Tab' || !panel.current) return;
    // A dialog keeps the focus until it is closed.
    const controls = [...panel.current.querySelectorAll<HTMLElement>(CONTROLS)];
    const [first, last] = [controls[0], controls.at(-1)];
    const focused = (panel.current.getRootNode() as ShadowRoot).activeElement;
    const leaves = event.shiftKey ? focused === first : focused === last;
    if (leaves || !focused || !panel.current.contains(focused)) {
      event.preventDefault();
      (event.shiftKey ? last : first)?.focus();
    }
  };

  return (
    <div
      class={`root ${options.theme} at-${options.position}`}
      style={options.colors}
      lang={options.language}
      dir={options.direction}
      onKeyDown={onKeyDown}
    >
      {open && (
        <section
          ref={panel}
          class={`panel ${inline ? 'inline' : 'floating'}`}
          role={inline ? 'region' : 'dialog'}
          aria-modal={inline ? undefined : 'true'}
          aria-labelledby="title"
        >
          <Chat
            session={session}
            state={state}
            title={options.title}
            greeting={options.greeting}
            onClose={inline ? null : () => show(false)}
          />
        </section>
      )}
      {!inline && (
        <button
          type="button"
          class="launcher"
          ref={launcher}
          aria-expanded={open}
          aria-label={open ? words.close : unread ? `${words.open}, ${words.unread(unread)}` : words.open}
          onClick={() => show(!open)}
        >
          <ChatIcon />
          {!open && unread > 0 && <span class="badge">{unread > 99 ? '99+' : unread}</span>}
        </button>
      )}
      {!open && (
        <span class="sr" role="status">
          {unread > 0 && words.unread(unread)}
        </span>
      )}
    </div>
  );
}

/** As a sheet, not an element: the page's own policy on inline styles does not reach it. */
function dress(root: ShadowRoot): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  root.adoptedStyleSheets = [sheet];
}

function start(script: HTMLScriptElement): void {
  const site = script.dataset['site'];
  if (!site) {
    console.error('Baton widget: the script tag needs data-site="…", the key of a web channel account.');
    return;
  }
  const target = script.dataset['target'] ? document.querySelector(script.dataset['target']) : null;
  const options = optionsOf(script, target !== null);
  speak(options.language);
  const host = document.createElement('div');
  if (target) host.style.height = '100%';
  (target ?? document.body).append(host);
  const session = new Session(new URL(script.src).origin, site, script.dataset['identity']);
  const root = host.attachShadow({ mode: 'open' });
  dress(root);
  render(<Widget session={session} options={options} />, root);
  if (target) for (const element of root.querySelectorAll<HTMLElement>('.root')) element.style.height = '100%';
}

const script = document.currentScript ?? document.querySelector('script[src*="widget.js"][data-site]');
if (script instanceof HTMLScriptElement) {
  if (document.body) start(script);
  else document.addEventListener('DOMContentLoaded', () => start(script));
}
