/** Figures of how mails are read, on a folder of sources with a `manifest.jsonl` that says what is in them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readEmail, type EmailView } from '../../channels/email/read/email';
import { visibleReply } from '../../channels/email/read/visible';
import { Fault } from '../../foundation/model/fault';
import { readLines } from './cases';

const Attachment = z.looseObject({ sha256: z.string().nullable() });
const EmailCase = z.looseObject({
  id: z.string(),
  /** Beside the manifest: a source (.eml), or a text that its mail program wrote. */
  file: z.string().regex(/^[\w.+@=-]+$/, 'is no name of a file beside it'),
  expected: z
    .looseObject({
      reply_equals: z.string().nullish(),
      class: z.string().nullish(),
      /** False: the label was guessed, and does not count. */
      stated: z.boolean().optional(),
      recipients: z.array(z.string()).nullish(),
      reports: z
        .array(z.looseObject({ status: z.string().nullish(), pseudo_status: z.unknown().optional() }))
        .nullish(),
    })
    .optional(),
  dsn_in_message: z.array(z.looseObject({ final_recipient: z.string().nullish() })).nullish(),
  reference_cpython: z.looseObject({ attachments: z.array(Attachment) }).nullish(),
});
type EmailCase = z.infer<typeof EmailCase>;

/** Shares from 0 to 1; null where the folder does not say what is right. */
export interface EmailFigures {
  cases: number;
  /** The visible reply, but for white space. */
  replyExact: number | null;
  classAccuracy: number | null;
  /** The recipients of a bounce, all and no others. */
  recipientAccuracy: number | null;
  statusAccuracy: number | null;
  /** Sources that were read without a failure. */
  parsed: number | null;
  /** Files of which every stated one was found with the same bytes. */
  attachmentsEqual: number | null;
  wrong: { id: string; what: string; want: string; got: string }[];
}

const KINDS: Record<string, EmailView['kind']> = {
  bounce: 'bounce',
  feedback: 'complaint',
  autoreply: 'auto-reply',
  delivered_notice: 'auto-reply',
  challenge_response: 'challenge',
  not_bounce: 'message',
};

export async function measureEmail(folder: string): Promise<EmailFigures> {
  const manifest = join(folder, 'manifest.jsonl');
  const cases = readLines(readFileSync(manifest, 'utf8'), EmailCase, manifest);
  const wrong: EmailFigures['wrong'] = [];
  const tallies = new Map<string, { right: number; of: number }>();
  const count = (what: string, id: string, want: string, got: string): void => {
    const tally = tallies.get(what) ?? { right: 0, of: 0 };
    tally.of += 1;
    if (want === got) tally.right += 1;
    else wrong.push({ id, what, want, got });
    tallies.set(what, tally);
  };
  for (const each of cases) await judge(each, folder, count);
  const share = (what: string): number | null => {
    const tally = tallies.get(what);
    return tally ? tally.right / tally.of : null;
  };
  return {
    cases: cases.length,
    replyExact: share('reply'),
    classAccuracy: share('class'),
    recipientAccuracy: share('recipients'),
    statusAccuracy: share('status'),
    parsed: share('parsed'),
    attachmentsEqual: share('attachments'),
    wrong,
  };
}

async function judge(
  each: EmailCase,
  folder: string,
  count: (what: string, id: string, want: string, got: string) => void,
): Promise<void> {
  const { id, expected } = each;
  const raw = readFileSync(join(folder, each.file));
  if (!each.file.endsWith('.eml')) {
    if (typeof expected?.reply_equals === 'string') {
      count('reply', id, words(expected.reply_equals), words(visibleReply(raw.toString('utf8')).text));
    }
    return;
  }
  let view: EmailView;
  try {
    view = await readEmail(raw);
    count('parsed', id, 'read', 'read');
  } catch (error) {
    if (error instanceof Fault) throw error;
    count('parsed', id, 'read', String(error));
    return;
  }
  if (typeof expected?.reply_equals === 'string') count('reply', id, words(expected.reply_equals), words(view.text));
  const kind = KINDS[expected?.class ?? ''];
  if (kind && expected?.stated !== false) {
    count('class', id, kind, view.kind);
    if (kind === 'bounce') judgeBounce(each, view, count);
  }
  const files = each.reference_cpython?.attachments.flatMap(({ sha256 }) => sha256 ?? []) ?? [];
  if (files.length > 0) {
    const found = new Set(view.files.map(({ sha256 }) => sha256));
    count('attachments', id, list(files), list(files.filter((sha256) => found.has(sha256))));
  }
}

function judgeBounce(
  { id, expected, dsn_in_message: stated }: EmailCase,
  view: EmailView,
  count: (what: string, id: string, want: string, got: string) => void,
): void {
  const recipients = expected?.recipients ?? stated?.flatMap(({ final_recipient: recipient }) => recipient ?? []) ?? [];
  if (recipients.length > 0) {
    count('recipients', id, list(recipients), list(view.reports.flatMap(({ recipient }) => recipient ?? [])));
  }
  for (const [at, report] of (expected?.reports ?? []).entries()) {
    if (!report.status || report.pseudo_status) continue;
    count('status', id, report.status, (view.reports[at] ?? view.reports[0])?.status ?? '');
  }
}

const words = (text: string): string => text.replace(/\s+/gu, ' ').trim();
const list = (items: readonly string[]): string =>
  [...new Set(items.map((item) => item.toLowerCase()))].sort().join(' ');
