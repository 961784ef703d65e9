/** How files go out by a carrier's limits: as they are while they fit, as links otherwise. Pure. */
import type { Carriage, FileFacts } from './channel';

export interface FileRules {
  /** In one message. */
  most: number;
  totalBytes: number;
  /** Bytes that one file of this type may have; 0: the type is not taken. */
  largest(mediaType: string): number;
}

/** The first that fit go as files. `rules` null: nothing but text arrives there. */
export function carriedBy(rules: FileRules | null, files: readonly FileFacts[]): Carriage[] {
  let count = 0;
  let total = 0;
  return files.map(({ mediaType, bytes }) => {
    const why = whyNot(rules, mediaType, bytes, count, total);
    if (why !== null) return { as: 'link', why };
    count += 1;
    total += bytes;
    return { as: 'file', why: null };
  });
}

function whyNot(
  rules: FileRules | null,
  mediaType: string,
  bytes: number,
  count: number,
  total: number,
): string | null {
  if (!rules) return 'Only text reaches this number.';
  const largest = rules.largest(mediaType);
  if (largest === 0) return 'This kind of file is not taken there.';
  if (bytes > largest) return `Of this kind at most ${megabytes(largest)} are taken there.`;
  if (count >= rules.most)
    return `At most ${rules.most === 1 ? 'one file goes' : `${rules.most} files go`} with a message there.`;
  return total + bytes > rules.totalBytes ? `Together at most ${megabytes(rules.totalBytes)} are taken there.` : null;
}

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1).replace('.0', '')} MB`;
