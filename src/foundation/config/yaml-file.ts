/** Reads one YAML text against a schema; every fault carries its file and line and says what to do. */
import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';

export type Path = readonly (string | number)[];

export interface YamlFile<T> {
  data: T;
  /** "config/teams.yaml:12" for the value at this path, or for the nearest thing around it. */
  at: (path: Path) => string;
}

/** Null when there are faults; they are added to `faults`. `firstLine`: where the text begins in its file. */
export function readYaml<T extends z.ZodType>(
  name: string,
  text: string,
  schema: T,
  faults: string[],
  firstLine = 1,
): YamlFile<z.output<T>> | null {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineOf = (offset: number): string => `${name}:${lines.linePos(offset).line + firstLine - 1}`;
  if (document.errors.length > 0) {
    for (const error of document.errors) faults.push(`${lineOf(error.pos[0])} is not valid YAML: ${error.message}`);
    return null;
  }
  const at = (path: Path): string => lineOf(offsetOf(document, path));
  const data: unknown = document.toJS();
  const result = schema.safeParse(data);
  if (result.success) return { data: result.data, at };
  for (const issue of result.error.issues) {
    const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
    faults.push(`${at(path)} ${inWords(issue, path, data)}`);
  }
  return null;
}

/** Where the value begins; a missing one counts as where its parent begins. */
function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function inWords(issue: z.core.$ZodIssue, path: Path, data: unknown): string {
  const field =
    path.length === 0 ? 'The file' : path.map((part) => (typeof part === 'number' ? part + 1 : part)).join(' › ');
  switch (issue.code) {
    case 'invalid_type':
      return valueAt(data, path) === undefined
        ? `${field} is missing.`
        : `${field} must be ${KINDS[issue.expected] ?? issue.expected}.`;
    case 'unrecognized_keys':
      return `${field} has ${issue.keys.map((key) => `"${key}"`).join(', ')}, which Baton does not know: check the spelling, or take it out.`;
    case 'invalid_value':
      return `${field} must be ${issue.values.map(String).join(' or ')}.`;
    case 'too_small':
      return `${field} must ${measure(issue.origin)} at least ${String(issue.minimum)}${UNITS[issue.origin] ?? ''}.`;
    case 'too_big':
      return `${field} must ${measure(issue.origin)} at most ${String(issue.maximum)}${UNITS[issue.origin] ?? ''}.`;
    default:
      return `${field} ${issue.message.replace(/^Invalid/, 'is an invalid')}.`;
  }
}

const KINDS: Record<string, string> = {
  string: 'a text (put it in quotes)',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of "name: value" lines',
};
const UNITS: Record<string, string> = { string: ' characters', array: ' entries' };

function measure(origin: string): string {
  return origin === 'string' || origin === 'array' ? 'have' : 'be';
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, part) => (value as Record<string | number, unknown> | undefined)?.[part], data);
}
