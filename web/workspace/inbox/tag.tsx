/** A small coloured word: reason, state, kind. Its tones keep their contrast in light and dark. */
import type { ReactNode } from 'react';
import type { Tone } from '../words/words';
import classes from './inbox.module.css';

export function Tag({ tone = 'plain', children, title }: { tone?: Tone; children: ReactNode; title?: string }) {
  return (
    <span className={classes.tag} data-tone={tone} title={title}>
      {children}
    </span>
  );
}
