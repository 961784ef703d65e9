/** @jsxImportSource preact */
/** One virtual phone: its thread with the business, with the states that the provider reports. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { BusinessNumber, NewPhoneMessage, Phone as PhoneData, PhoneMessage } from '../../src/sandbox/contract';
import { write } from './api';

const STATES: Record<PhoneMessage['state'], string> = {
  sending: 'Sending…',
  taken: 'Taken by Baton',
  lost: 'Not taken by Baton',
  queued: 'On its way',
  sent: 'On its way',
  delivered: 'Delivered',
  read: 'Read',
  failed: 'Failed',
};

export function Phone({
  phone,
  business,
  messages,
  suggestion,
}: {
  phone: PhoneData;
  business: BusinessNumber[];
  messages: PhoneMessage[];
  suggestion: string[];
}) {
  const mine = business.filter((number) => number.channel === phone.channel);
  const [to, setTo] = useState(phone.writesTo ?? '');
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);
  const log = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (log.current) log.current.scrollTop = log.current.scrollHeight;
  }, [messages.length]);

  const last = messages.findLast((message) => message.direction === 'received');
  const send = (words: string) => {
    if (words.trim()) post({ text: words });
  };
  const post = (said: Partial<NewPhoneMessage>) => {
    setError(null);
    write(phone.id, said, to).then(
      () => setText(said.text === undefined ? text : ''),
      (cause: Error) => setError(cause.message),
    );
  };

  return (
    <section class={`phone ${phone.channel} ${phone.owner}`} aria-label={phone.label} data-phone={phone.id}>
      <header>
        <h2 title={phone.label}>{phone.label}</h2>
        <p>
          {phone.channel === 'sms' ? 'SMS' : 'WhatsApp'} · {phone.number}
        </p>
      </header>
      <div class="log" ref={log} role="log" aria-live="polite" tabIndex={0}>
        {messages.length === 0 && (
          <div class="empty">
            <p>
              {phone.owner === 'agent'
                ? 'Offers arrive here when the agent is not in the inbox.'
                : 'Write to the business. Try:'}
            </p>
            {suggestion.map((words) => (
              <button type="button" key={words} onClick={() => send(words)}>
                {words}
              </button>
            ))}
          </div>
        )}
        {messages.map((message) => (
          <div key={message.id} class={`bubble ${message.direction}`}>
            {message.media.map((file) =>
              file.mediaType.startsWith('image/') ? (
                <img key={file.url} src={file.url} alt="Picture" />
              ) : file.mediaType.startsWith('audio/') ? (
                <audio key={file.url} src={file.url} controls preload="metadata" aria-label="Voice note" />
              ) : (
                <a key={file.url} href={file.url} download>
                  File ({file.mediaType})
                </a>
              ),
            )}
            {message.extra && <p>{message.extra}</p>}
            {message.text && <p>{message.text}</p>}
            {message.buttons.length > 0 && (
              <p class="buttons">
                {message.buttons.map((title) => (
                  <button
                    type="button"
                    key={title}
                    onClick={() => post({ button: { text: title, payload: title }, repliesTo: message.id })}
                  >
                    {title}
                  </button>
                ))}
              </p>
            )}
            <small class={message.state === 'failed' || message.state === 'lost' ? 'bad' : ''}>
              {message.automatic && 'From the provider · '}
              {new Date(message.at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })} ·{' '}
              {STATES[message.state]}
              {message.detail && `: ${message.detail}`}
            </small>
          </div>
        ))}
      </div>
      {error && (
        <p class="error" role="alert">
          {error}
        </p>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send(text);
        }}
      >
        {mine.length > 1 && (
          <label>
            To
            <select value={to} onChange={(event) => setTo(event.currentTarget.value)}>
              {mine.map((number) => (
                <option key={number.number} value={number.number}>
                  {number.name} {number.number}
                </option>
              ))}
            </select>
          </label>
        )}
        {phone.owner === 'customer' && (
          <div class="extras" role="group" aria-label="Send something else">
            <button type="button" onClick={() => post({ attach: ['picture'] })}>
              Picture
            </button>
            {phone.channel === 'whatsapp' && (
              <>
                <button type="button" onClick={() => post({ attach: ['voice'] })}>
                  Voice note
                </button>
                <button type="button" onClick={() => post({ attach: ['contact'] })}>
                  Contact
                </button>
                <button
                  type="button"
                  onClick={() => post({ location: { latitude: 52.37403, longitude: 4.88969, label: 'Main square' } })}
                >
                  Place
                </button>
                {last && (
                  <button type="button" onClick={() => post({ text: '👍', repliesTo: last.id, reaction: true })}>
                    👍 to the last
                  </button>
                )}
              </>
            )}
          </div>
        )}
        <div class="line">
          <input
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
            placeholder="Text message"
            aria-label={`Text message from ${phone.label}`}
            maxLength={1600}
          />
          <button type="submit" disabled={!text.trim()}>
            Send
          </button>
        </div>
      </form>
    </section>
  );
}
