/** What this browser remembers of its user's tastes. Nothing here is worth a round trip to the server. */
import { useLocalStorage } from '@mantine/hooks';

interface Preferences {
  /** Sound and desktop alerts. */
  muted: boolean;
  /** Which key sends; the other makes a new line. */
  sendWith: 'enter' | 'ctrl-enter';
  /** Single-key shortcuts; some speech input users need them off (WCAG 2.1.4). */
  shortcuts: boolean;
  /** The column beside the transcript. */
  details: boolean;
}

const DEFAULTS: Preferences = { muted: false, sendWith: 'ctrl-enter', shortcuts: true, details: true };

export function usePreference<K extends keyof Preferences>(name: K) {
  const [value, set] = useLocalStorage<Preferences[K]>({
    key: `baton.${name}`,
    defaultValue: DEFAULTS[name],
    getInitialValueInEffect: false,
  });
  return [value, set] as const;
}
