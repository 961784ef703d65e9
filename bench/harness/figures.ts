/** Medians, percentiles and the table that the bench prints. */

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** One line of the table: a ratio of two figures of the same round, or a figure by itself. */
export interface Row {
  number: string;
  scenario: string;
  /** What it is measured against, with its own figure. */
  against: string;
  /** One value per round. */
  values: readonly number[];
  /** Better is larger, or smaller. */
  better: 'larger' | 'smaller';
  floor: number | null;
  goal: number | null;
  unit?: string;
  /** Absolute figures behind the ratio. */
  detail: string;
}

export function holds(row: Row, limit: number | null): boolean {
  if (limit === null) return true;
  const middle = median(row.values);
  return row.better === 'larger' ? middle >= limit : middle <= limit;
}

const short = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2));
const limit = (row: Row, value: number | null): string =>
  value === null ? '' : `${row.better === 'larger' ? '≥' : '≤'} ${value}`;

export function table(rows: readonly Row[]): string {
  const head = ['#', 'scenario', 'against', 'median', 'spread', 'floor', 'goal', 'verdict', 'figures'];
  const lines = rows.map((row) => {
    const unit = row.unit ? ` ${row.unit}` : '';
    const verdict = !holds(row, row.floor)
      ? 'BELOW FLOOR'
      : row.goal !== null && holds(row, row.goal)
        ? 'goal'
        : 'floor holds';
    return [
      row.number,
      row.scenario,
      row.against,
      short(median(row.values)) + unit,
      `${short(Math.min(...row.values))}–${short(Math.max(...row.values))}`,
      limit(row, row.floor),
      limit(row, row.goal),
      row.floor === null ? '' : verdict,
      row.detail,
    ];
  });
  const widths = head.map((title, i) => Math.max(title.length, ...lines.map((line) => (line[i] ?? '').length)));
  const format = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  return [format(head), widths.map((width) => '─'.repeat(width)).join('  '), ...lines.map(format)].join('\n');
}
