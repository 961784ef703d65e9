/** Who changed what and when, newest first. */
import { Button } from '@mantine/core';
import { useAudit } from '../api/admin';
import { EmptyState } from '../shell/states';
import { fullTime } from '../words/time';
import { sentence } from '../words/words';
import classes from './admin.module.css';
import { AdminFrame } from './admin-frame';

export function AuditPage() {
  const audit = useAudit();
  return (
    <AdminFrame title="Audit" intro="Every change of the settings, with its author. It cannot be edited." query={audit}>
      {audit.rows.length === 0 ? (
        <EmptyState title="Nothing was changed yet">The first change of a setting is recorded here.</EmptyState>
      ) : (
        <ol className={classes.audit}>
          {audit.rows.map((entry) => {
            const changes = differences(entry.before, entry.after);
            return (
              <li key={entry.id}>
                <p className={classes.auditHead}>
                  <strong title={entry.actor}>{entry.actor}</strong>
                  <span>{sentence(entry.action)}</span>
                  <time dateTime={entry.at}>{fullTime(entry.at)}</time>
                </p>
                {changes.length > 0 && (
                  <details className={classes.auditBody}>
                    <summary>{changes.length === 1 ? 'What changed' : `${changes.length} fields`}</summary>
                    <dl>
                      {changes.map((change) => (
                        <div key={change.field}>
                          <dt>{sentence(change.field)}</dt>
                          <dd>
                            {change.before !== null && <del>{change.before}</del>}
                            {change.after !== null && <ins>{change.after}</ins>}
                          </dd>
                        </div>
                      ))}
                    </dl>
                  </details>
                )}
              </li>
            );
          })}
        </ol>
      )}
      {audit.hasNextPage && (
        <Button variant="default" loading={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
          Show older
        </Button>
      )}
    </AdminFrame>
  );
}

interface Difference {
  field: string;
  before: string | null;
  after: string | null;
}

/** Field by field, only what differs. */
function differences(before: unknown, after: unknown): Difference[] {
  const old = fields(before);
  const now = fields(after);
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((field) => {
    const was = say(old[field]);
    const is = say(now[field]);
    return was === is ? [] : [{ field, before: was, after: is }];
  });
}

function fields(value: unknown): Record<string, unknown> {
  if (value === null || value === undefined) return {};
  return typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : { value };
}

function say(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value, null, 1);
}
