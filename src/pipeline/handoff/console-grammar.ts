/** What an agent may type on their own phone. A command is the whole message or begins with "/"; all else is an answer to the customer. Pure. */

export type ConsoleCommand =
  | { kind: 'accept'; code: number | null }
  | { kind: 'decline'; code: number | null; detail: string | null }
  | { kind: 'done'; code: number | null }
  | { kind: 'back'; code: number | null }
  | { kind: 'brief'; code: number | null }
  | { kind: 'note'; code: number | null; text: string }
  | { kind: 'help' }
  | { kind: 'stop' }
  | { kind: 'answer'; code: number | null; text: string };

const SIMPLE = { accept: 'accept', done: 'done', back: 'back', brief: 'brief' } as const;

/** "#7 text" addresses the conversation with code 7. */
export function parseConsole(input: string): ConsoleCommand {
  const words = input.trim();
  const addressed = /^#\s?(\d{1,4})\b[:\s]*/u.exec(words);
  const code = addressed ? Number(addressed[1]) : null;
  const rest = addressed ? words.slice(addressed[0].length).trim() : words;
  const lower = rest.toLowerCase();

  // HELP belongs to the provider; STOP to the law.
  if (!addressed && /^(stop|stopall|unsubscribe|end|quit|cancel|revoke|optout)$/u.test(lower)) return { kind: 'stop' };
  if (/^(\?|\/help|help)$/u.test(lower)) return { kind: 'help' };

  const simple = /^\/?(accept|done|back|brief)(?:\s+#?(\d{1,4}))?[.!]?$/u.exec(lower);
  if (simple) {
    const kind = SIMPLE[simple[1] as keyof typeof SIMPLE];
    return { kind, code: simple[2] ? Number(simple[2]) : code };
  }
  const decline = /^\/?decline(?:\s+#?(\d{1,4}))?(?:\s+(.{1,200}))?$/isu.exec(rest);
  if (decline)
    return { kind: 'decline', code: decline[1] ? Number(decline[1]) : code, detail: decline[2]?.trim() ?? null };
  // "Note: we close at 5" is an answer, "/note …" a note; so is "NOTE …" in capitals without a colon.
  const note = /^(?:\/note|NOTE)\s+([^:].*)$/su.exec(rest);
  if (note?.[1]) return { kind: 'note', code, text: note[1].trim() };
  return { kind: 'answer', code, text: rest };
}
