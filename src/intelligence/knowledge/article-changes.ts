/** What changed from one version of an article to the next, a line each, in the words of the admin screen. Pure. */
import type { ArticleContent, Audience } from '../../foundation/model/article';

const AUDIENCES: Record<Audience, string> = {
  everyone: 'everyone',
  signed_in: 'signed-in customers',
  agents: 'agents only',
};

export function articleChanges(before: ArticleContent, after: ArticleContent): string[] {
  const lines: string[] = [];
  if (before.title !== after.title) lines.push(`Title: “${before.title}” → “${after.title}”.`);
  if (before.body !== after.body) lines.push(`Text: ${before.body.length} → ${after.body.length} characters.`);
  const added = after.phrasings.filter((one) => !before.phrasings.includes(one));
  const gone = before.phrasings.filter((one) => !after.phrasings.includes(one));
  if (added.length > 0) lines.push(`Phrasings added: ${quoted(added)}.`);
  if (gone.length > 0) lines.push(`Phrasings removed: ${quoted(gone)}.`);
  if (added.length + gone.length === 0 && before.phrasings.join('\n') !== after.phrasings.join('\n')) {
    lines.push('The order of the phrasings.');
  }
  changed(lines, 'Web address', before.url ?? 'none', after.url ?? 'none');
  changed(lines, 'Language', before.language, after.language);
  changed(lines, 'Calls a person', topic(before), topic(after));
  changed(lines, 'Channels', before.channels.join(', ') || 'all', after.channels.join(', ') || 'all');
  changed(lines, 'For', AUDIENCES[before.audience], AUDIENCES[after.audience]);
  if (before.active !== after.active) lines.push(after.active ? 'Put in use.' : 'Taken out of use.');
  return lines;
}

function changed(lines: string[], what: string, was: string, is: string): void {
  if (was !== is) lines.push(`${what}: ${was} → ${is}.`);
}

function topic({ escalate }: ArticleContent): string {
  if (!escalate) return 'no';
  const { reason, severity, team, meanwhile } = escalate;
  return [reason.replaceAll('_', ' '), severity, team ? `to ${team}` : null, meanwhile ? `“${meanwhile}”` : null]
    .filter(Boolean)
    .join(', ');
}

const SHOWN = 3;

function quoted(all: readonly string[]): string {
  const shown = all.slice(0, SHOWN).map((one) => `“${one}”`);
  return all.length > SHOWN ? `${shown.join(', ')} and ${all.length - SHOWN} more` : shown.join(', ');
}
