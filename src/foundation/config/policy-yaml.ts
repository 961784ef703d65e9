/** A policy as a file in the form of config/policy.yaml, and back. The languages are not in it: they stand in business.yaml. */
import { stringify } from 'yaml';
import type { z } from 'zod';
import { PolicyFile } from './business-schema';
import { readYaml } from './yaml-file';

type File = z.output<typeof PolicyFile>;

/** `head`: lines that say where it comes from. */
export function writePolicy(policy: File, head: readonly string[]): string {
  const comment = head.map((line) => `# ${line}\n`).join('');
  return `${comment}\n${stringify(policy, { lineWidth: 110 })}`;
}

/** Null when it has faults; each is added to `faults` with its line. */
export function readPolicy(text: string, faults: string[]): File | null {
  return readYaml('line', text, PolicyFile, faults)?.data ?? null;
}
