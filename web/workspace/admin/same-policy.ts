/** Whether two drafts are one policy: the order of fields and what is left out make no difference. */
import type { PolicyEdit } from '../../../src/api/http/contract';

export function samePolicy(one: PolicyEdit, other: PolicyEdit): boolean {
  return JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other));
}

function inOrder(value: unknown): unknown {
  if (typeof value === 'string') return value.trim();
  if (Array.isArray(value)) return value.map(inOrder);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, part]): [string, unknown] => [name, inOrder(part)]),
  );
}
