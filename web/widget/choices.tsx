/** @jsxImportSource preact */
/** Answers to touch under the last message; one of them is sent as the visitor's word, as if it were typed. */
import type { WidgetMessage } from '../../src/api/http/contract';
import type { Session } from './session';
import { words } from './words';

const SCORES = ['1', '2', '3', '4', '5'];

export function Choices({ session, under }: { session: Session; under: WidgetMessage }) {
  const choices = under.asksRating ? SCORES : under.choices;
  if (choices.length === 0) return null;
  return (
    <div
      class={under.asksRating ? 'choices scores' : 'choices'}
      role="group"
      aria-label={under.asksRating ? words.rate : words.choices}
    >
      {choices.map((choice) => (
        <button type="button" key={choice} onClick={() => session.send(choice)}>
          {choice}
        </button>
      ))}
    </div>
  );
}
