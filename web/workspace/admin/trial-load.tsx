/** Handoffs of each team by the hour of its day, under the policy in force and under the draft. */
import type { TrialView } from '../../../src/api/http/contract';
import classes from './admin.module.css';

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

export function TrialLoad({ trial }: { trial: TrialView }) {
  const teams = [...new Set(trial.load.map((entry) => entry.team))];
  const most = Math.max(1, ...trial.load.flatMap((entry) => [entry.before, entry.after]));
  const sum = (team: string, side: 'before' | 'after') =>
    trial.load.filter((entry) => entry.team === team).reduce((all, entry) => all + entry[side], 0);
  return (
    <div className={classes.loads}>
      <h3>Handoffs per team and hour of the day</h3>
      <p className={classes.legend}>
        <span data-side="before" /> in force <span data-side="after" /> this draft; all {trial.days} days together, the
        hours in each team&apos;s own time. A conversation counts up to its first difference.
      </p>
      {teams.map((team) => (
        <figure key={team} className={classes.load}>
          <figcaption>
            {team}: {sum(team, 'before').toLocaleString()} → {sum(team, 'after').toLocaleString()}
          </figcaption>
          <ol className={classes.hours}>
            {HOURS.map((hour) => {
              const entry = trial.load.find((one) => one.team === team && one.hour === hour);
              const [before, after] = [entry?.before ?? 0, entry?.after ?? 0];
              const words = `${String(hour).padStart(2, '0')}:00: ${before} → ${after}`;
              return (
                <li key={hour} title={words}>
                  <span className="sr-only">{words}</span>
                  <span className={classes.bars} aria-hidden>
                    <i data-side="before" style={{ height: `${(100 * before) / most}%` }} />
                    <i data-side="after" style={{ height: `${(100 * after) / most}%` }} />
                  </span>
                  <span className={classes.hour} aria-hidden>
                    {hour % 6 === 0 ? hour : ''}
                  </span>
                </li>
              );
            })}
          </ol>
        </figure>
      ))}
    </div>
  );
}
