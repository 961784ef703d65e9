/** @jsxImportSource preact */
/** Instead of the line to write in, while nobody is there and nothing was said: a message, and where the answer may go. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Session } from './session';
import { words } from './words';

export function LeaveMessage({ session }: { session: Session }) {
  const [text, setText] = useState('');
  const [email, setEmail] = useState('');
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => box.current?.focus({ preventScroll: true }), []);
  return (
    <form
      class="leave"
      onSubmit={(event) => {
        event.preventDefault();
        session.leave(text.trim(), email.trim(), words.consent);
      }}
    >
      <label for="text">{words.label}</label>
      <textarea
        id="text"
        ref={box}
        required
        rows={3}
        dir="auto"
        maxLength={4000}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <label for="email">{words.emailLabel}</label>
      <input
        id="email"
        type="email"
        autocomplete="email"
        maxLength={254}
        aria-describedby="consent"
        value={email}
        onInput={(event) => setEmail(event.currentTarget.value)}
      />
      <small id="consent">{words.consent}</small>
      <button type="submit" disabled={text.trim() === ''}>
        {words.leave}
      </button>
    </form>
  );
}
