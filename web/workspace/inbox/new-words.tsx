/** Speaks what the customer newly says to those who do not see it arrive. */
import { useEffect, useRef, useState } from 'react';
import type { TranscriptEntry } from '../../../src/api/http/contract';

export function NewWords({ entries, contact }: { entries: readonly TranscriptEntry[]; contact: string }) {
  const heard = useRef<number | null>(null);
  const [said, setSaid] = useState('');
  const last = entries.findLast((entry) => entry.type === 'message');
  useEffect(() => {
    if (last?.type !== 'message') return;
    // What stood there when the conversation was opened is read, not announced.
    if (heard.current !== null && last.seq > heard.current && last.author === 'contact')
      setSaid(`${contact}: ${last.text}`);
    heard.current = Math.max(heard.current ?? 0, last.seq);
  }, [last, contact]);
  return (
    <div className="sr-only" aria-live="polite">
      {said}
    </div>
  );
}
