/** Single keys that act, except while somebody types, a dialog is open, or they are switched off. */
import { useEffect, useRef } from 'react';
import { usePreference } from '../session/preferences';

export type Shortcuts = Partial<Record<string, () => void>>;

const TYPING = 'input, textarea, select, [contenteditable="true"]';
const DIALOG = '[role="dialog"], [role="alertdialog"], [role="menu"], [data-keeps-escape]';

/** `Escape` first leaves a text field; letters act only where they are not text. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const [enabled] = usePreference('shortcuts');
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target instanceof Element ? event.target : document.body;
      if (document.querySelector(DIALOG) !== null) return;
      if (target.matches(TYPING)) {
        if (event.key === 'Escape' && target instanceof HTMLElement) target.blur();
        return;
      }
      if (!enabled && event.key !== 'Escape') return;
      // Enter and arrows belong to the control that has the focus.
      if (event.key === 'Enter' && target.closest('a, button, summary, [role="tab"], [role="listbox"]')) return;
      const act = latest.current[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    // Before anything else hears it: the Escape that closes a menu must find the menu still open here.
    window.addEventListener('keydown', listen, true);
    return () => window.removeEventListener('keydown', listen, true);
  }, [enabled]);
}
