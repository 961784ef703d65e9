/** Single keys that act, except while somebody types, a dialog is open, or they are switched off. */
import { useEffect, useRef } from 'react';
import { usePreference } from '../session/preferences';

export type Shortcuts = Partial<Record<string, () => void>>;

const TYPING = 'input, textarea, select, [contenteditable="true"]';
const DIALOG = '[role="dialog"], [role="alertdialog"], [role="menu"]';

/** `Escape` works from anywhere; letters only where they are not text. The latest mounted wins nothing: each key has one owner. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const [enabled] = usePreference('shortcuts');
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target instanceof Element ? event.target : document.body;
      if (document.querySelector(DIALOG) !== null) return;
      if (target.matches(TYPING)) {
        if (event.key === 'Escape' && target instanceof HTMLElement) target.blur();
        return;
      }
      if (!enabled && event.key !== 'Escape') return;
      // Enter and arrows belong to the control that has the focus.
      if (event.key === 'Enter' && target.closest('a, button, summary, [role="tab"]')) return;
      const act = latest.current[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [enabled]);
}
