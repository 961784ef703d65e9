/** @jsxImportSource preact */
/** Asked once, at the handoff: an address in case the visitor leaves. Nobody has to give one. */
import { useState } from 'preact/hooks';
import type { Session } from './session';
import { words } from './words';

export function AskEmail({ session, asks }: { session: Session; asks: boolean }) {
  const [email, setEmail] = useState('');
  const [saved, setSaved] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  if (saved)
    return (
      <p class="ask" role="status">
        {words.saved(email)}
      </p>
    );
  if (!asks) return null;
  return (
    <form
      class="ask"
      onSubmit={(event) => {
        event.preventDefault();
        void session.giveEmail(email.trim(), words.consent).then((wrong) => {
          setFault(wrong);
          if (!wrong) setSaved(true);
        });
      }}
    >
      <label for="email">{words.askEmail}</label>
      <input
        id="email"
        type="email"
        required
        autocomplete="email"
        maxLength={254}
        placeholder={words.emailLabel}
        aria-describedby="consent"
        value={email}
        onInput={(event) => setEmail(event.currentTarget.value)}
      />
      <small id="consent">{words.consent}</small>
      {fault && (
        <small class="bad" role="alert">
          {fault}
        </small>
      )}
      <div>
        <button type="submit">{words.save}</button>
        <button type="button" class="plain" onClick={() => session.declineEmail()}>
          {words.skip}
        </button>
      </div>
    </form>
  );
}
