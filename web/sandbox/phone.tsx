/** @jsxImportSource preact */
/** One virtual phone: its thread with the business, with the states that the provider reports. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { BusinessNumber, Phone as PhoneData, PhoneMessage } from '../../src/sandbox/contract';
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

  const send = (words: string) => {
    if (!words.trim()) return;
    setError(null);
    write(phone.id, words, to).then(
      () => setText(''),
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
            <p>{message.text}</p>
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
