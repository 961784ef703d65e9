/**
 * The parts that the mail parser pours into one text, as the files that they were: further text parts of a mixed mail, and mails inside
 * it. What counts as further follows CPython's email.message.EmailMessage.iter_attachments.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Splitter, type MimeNode, type SplitterChunk } from '@zone-eu/mailsplit';

export interface FurtherPart {
  name: string | null;
  mediaType: string;
  content: Buffer;
  /** Nameless words, which the text of the mail holds too. */
  inText: boolean;
}

/** A mail of more parts than this is an attack; the rest is read as text. */
const MOST = 200;

/** Empty when the source is torn where its parts begin. */
export async function furtherParts(raw: Buffer): Promise<FurtherPart[]> {
  const seen = new Map<MimeNode, Set<string>>();
  const found = new Map<MimeNode, Buffer[]>();
  const splitter = new Splitter({ ignoreEmbedded: true, maxChildNodes: 10_000 });
  splitter.on('data', (piece: SplitterChunk) => {
    if (piece.type === 'node') {
      if (found.size < MOST && isFurther(piece, seen)) found.set(piece, []);
    } else {
      found.get(piece.node)?.push(piece.value);
    }
  });
  try {
    await pipeline(Readable.from([raw]), splitter);
  } catch {
    return [];
  }
  return Promise.all([...found].map(([node, chunks]) => partOf(node, chunks)));
}

function isFurther(node: MimeNode, seen: Map<MimeNode, Set<string>>): boolean {
  const { parentNode: parent, contentType } = node;
  if (!parent || parent.multipart !== 'mixed' || !contentType) return false;
  const kind = contentType.toLowerCase();
  if (node.disposition === 'attachment') return false;
  if (kind === 'message/rfc822') return true;
  if (kind !== 'text/plain' && kind !== 'text/html') return false;
  const kinds = seen.get(parent) ?? new Set();
  seen.set(parent, kinds);
  if (kinds.has(kind)) return true;
  kinds.add(kind);
  return false;
}

async function partOf(node: MimeNode, chunks: readonly Buffer[]): Promise<FurtherPart> {
  const embedded = node.contentType === 'message/rfc822';
  return {
    name: node.filename || (embedded ? 'message.eml' : null),
    mediaType: node.contentType || 'text/plain',
    content: await decoded(node, chunks),
    inText: !embedded && !node.filename,
  };
}

async function decoded(node: MimeNode, chunks: readonly Buffer[]): Promise<Buffer> {
  const content: Buffer[] = [];
  const decoder = node.getDecoder();
  decoder.on('data', (chunk: Buffer) => content.push(chunk));
  const ended = new Promise<void>((resolve) => {
    decoder.on('end', resolve);
    // Torn encodings keep what they gave.
    decoder.on('error', () => resolve());
  });
  for (const chunk of chunks) decoder.write(chunk);
  decoder.end();
  await ended;
  return Buffer.concat(content);
}
