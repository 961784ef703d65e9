/** One foldable part of the details; it remembers in this browser whether it is folded. */
import { useLocalStorage } from '@mantine/hooks';
import { IconChevronDown } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './details.module.css';

export function Section({ title, children }: { title: string; children: ReactNode }) {
  const [open, setOpen] = useLocalStorage({
    key: `baton.section.${title}`,
    defaultValue: true,
    getInitialValueInEffect: false,
  });
  return (
    <details className={classes.section} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={classes.summary}>
        <h3>{title}</h3>
        <IconChevronDown size={16} aria-hidden />
      </summary>
      <div className={classes.body}>{children}</div>
    </details>
  );
}

/** A way to the message that a claim comes from. */
export function Source({ seq, onJump }: { seq: number; onJump: (seq: number) => void }) {
  if (seq === 0) return null;
  return (
    <button type="button" className={classes.source} onClick={() => onJump(seq)} title={`Show message ${seq}`}>
      <span className="sr-only">Show message </span>#{seq}
    </button>
  );
}
