/** @jsxImportSource preact */
/** Going on by text or by mail: the wish is sent as the visitor's own words, and a code proves the address. */
import { useState } from 'preact/hooks';
import type { Session, SessionState } from './session';
import { words } from './words';

type Ways = SessionState['ways'];

export function Elsewhere({ session, ways, onDone }: { session: Session; ways: Ways; onDone: () => void }) {
  const [where, setWhere] = useState('');
  const [bad, setBad] = useState(false);
  return (
    <form
      class="ask"
      onSubmit={(event) => {
        event.preventDefault();
        const address = readAddress(where, ways);
        setBad(address === null);
        if (address === null) return;
        session.send(words.moveTo(address));
        onDone();
      }}
    >
      <label for="where">{words.moveLabel}</label>
      <input
        id="where"
        type="text"
        inputMode={ways.includes('email') ? 'email' : 'tel'}
        autocomplete={ways.includes('phone') ? 'tel' : 'email'}
        required
        maxLength={254}
        placeholder={ways.map((way) => (way === 'phone' ? '+1 555 0100' : 'you@example.org')).join(' / ')}
        aria-describedby="where-why"
        ref={(field) => field?.focus()}
        value={where}
        onInput={(event) => setWhere(event.currentTarget.value)}
      />
      <small id="where-why" class={bad ? 'bad' : ''} role={bad ? 'alert' : undefined}>
        {bad ? words.moveBad : words.moveWhy}
      </small>
      <div>
        <button type="submit">{words.moveSend}</button>
        <button type="button" class="plain" onClick={onDone}>
          {words.skip}
        </button>
      </div>
    </form>
  );
}

/** Null: neither a phone number with its country code nor a mail address, or none that can be written to here. */
export function readAddress(written: string, ways: Ways): string | null {
  const text = written.trim();
  if (text.includes('@')) return ways.includes('email') && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? text : null;
  const digits = text.replace(/[\s().\-/]/g, '').replace(/^00/, '+');
  return ways.includes('phone') && /^\+[1-9]\d{6,14}$/.test(digits) ? digits : null;
}
