/**
 * Who vouches for the address in From: an aligned DKIM signature that we check ourselves, or the receiving server that an admin named.
 * Nothing else does: the address is written by whoever sends the mail.
 */
import type { DKIMResult } from 'mailauth';
import type { Mail } from './mime';

/** As `dns.promises.resolve`. */
export type Resolver = (name: string, type: string) => Promise<string[] | string[][]>;

type Result = 'pass' | 'fail' | 'none' | 'error';

export interface Verdict {
  spf: Result;
  dkim: Result;
  dmarc: Result;
  from: 'verified' | 'unverified';
  by: 'dkim' | 'receiving-server' | null;
  /** For people. */
  detail: string;
}

export interface VerdictOptions {
  /** How the receiving server names itself in Authentication-Results (RFC 8601); null: no such line is believed. */
  authservId: string | null;
  resolver?: Resolver;
  timeoutMs: number;
}

/** Never throws. Asks name servers, and nobody else. */
export async function verdictOf(raw: Buffer, mail: Mail, options: VerdictOptions): Promise<Verdict> {
  const nobody = { spf: 'none', dkim: 'none', dmarc: 'none', from: 'unverified', by: null } as const;
  const domain = onlySender(mail);
  if (domain === null) return { ...nobody, detail: 'From does not name exactly one address.' };
  const said = options.authservId === null ? null : received(mail, options.authservId, domain);
  if (said?.from === 'verified') return said;
  const checked = await signature(raw, domain, options);
  return { ...nobody, ...(said ? { spf: said.spf } : {}), ...checked };
}

/** Two From lines, or two addresses in one, are shown differently by every program: then nobody is vouched for. */
function onlySender(mail: Mail): string | null {
  const lines = mail.header('from');
  if (lines.length !== 1 || !mail.from || mail.senders !== 1) return null;
  const { address } = mail.from;
  const at = address.lastIndexOf('@');
  return at > 0 && address.indexOf('@') === at ? address.slice(at + 1) : null;
}

/**
 * The topmost Authentication-Results line alone: a receiving server puts its own above everything that the sender wrote, and takes lines
 * that pretend to be its own away (RFC 8601 section 5). A server that does neither must not be named in the settings.
 */
function received(mail: Mail, authservId: string, domain: string): Verdict | null {
  const line = mail.header('authentication-results')[0];
  if (line === undefined) return null;
  const [id = '', ...results] = withoutComments(line).split(';');
  if (id.trim().split(/\s+/)[0]?.toLowerCase() !== authservId.toLowerCase()) return null;
  const of = (method: string): { result: Result; properties: string }[] =>
    results.flatMap((text) => {
      const match = new RegExp(`^\\s*${method}\\s*=\\s*([a-z]+)\\b(.*)$`, 'is').exec(text);
      return match ? [{ result: resultOf(match[1] ?? ''), properties: match[2] ?? '' }] : [];
    });
  const dmarc = of('dmarc')[0];
  const dkim = of('dkim');
  const best = dkim.find(({ result }) => result === 'pass') ?? dkim[0];
  const vouched =
    (dmarc?.result === 'pass' && isSame(property(dmarc.properties, 'header.from') ?? domain, domain)) ||
    dkim.some(
      ({ result, properties }) =>
        result === 'pass' &&
        isSame(property(properties, 'header.d') ?? afterAt(property(properties, 'header.i')), domain),
    );
  return {
    spf: of('spf')[0]?.result ?? 'none',
    dkim: best?.result ?? 'none',
    dmarc: dmarc?.result ?? 'none',
    from: vouched ? 'verified' : 'unverified',
    by: vouched ? 'receiving-server' : null,
    detail: vouched ? `${authservId} vouches for ${domain}.` : `${authservId} does not vouch for ${domain}.`,
  };
}

type Checked = Pick<Verdict, 'dkim' | 'dmarc' | 'from' | 'by' | 'detail'>;

async function signature(raw: Buffer, domain: string, { resolver, timeoutMs }: VerdictOptions): Promise<Checked> {
  const nothing = { dkim: 'none', dmarc: 'none', from: 'unverified', by: null } as const;
  if (!/^dkim-signature:/im.test(raw.subarray(0, 200_000).toString('latin1'))) {
    return { ...nothing, detail: 'The mail is not signed.' };
  }
  let timer: NodeJS.Timeout | undefined;
  try {
    // Loaded with the first signed mail: it brings the list of public suffixes with it.
    const { dkimVerify } = await import('mailauth');
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('the name servers did not answer in time')), timeoutMs);
    });
    const { results } = await Promise.race([dkimVerify(raw, { ...(resolver ? { resolver: resolver } : {}) }), late]);
    const good = results.find((each) => isWhole(each) && isSame(each.signingDomain, domain));
    if (good) {
      const detail = `Signed by ${good.signingDomain}.`;
      return { dkim: 'pass', dmarc: 'pass', from: 'verified', by: 'dkim', detail };
    }
    const passed = results.find(isWhole);
    if (passed) {
      return {
        ...nothing,
        dkim: 'pass',
        dmarc: 'fail',
        detail: `Signed by ${passed.signingDomain}, not by ${domain}.`,
      };
    }
    const unsure = results.find(({ status }) => status.result === 'temperror');
    if (unsure) return { ...nothing, dkim: 'error', dmarc: 'error', detail: 'The signing key could not be looked up.' };
    const why = results[0]?.status.comment;
    return { ...nothing, dkim: 'fail', dmarc: 'fail', detail: `The signature does not hold${why ? `: ${why}` : ''}.` };
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it broke off';
    return { ...nothing, dkim: 'error', dmarc: 'error', detail: `The signature could not be checked: ${why}.` };
  } finally {
    clearTimeout(timer);
  }
}

/** It passed, covers From and the whole body (`l=` would let anybody write behind what was signed). */
function isWhole(result: DKIMResult): boolean {
  const { status, type, signingHeaders, canonBodyLengthLimited } = result as DKIMResult & {
    type?: string;
    signingHeaders?: { keys?: string };
    canonBodyLengthLimited?: boolean;
  };
  return (
    (type === undefined || type === 'DKIM') &&
    status.result === 'pass' &&
    !canonBodyLengthLimited &&
    (signingHeaders?.keys ?? '')
      .toLowerCase()
      .split(/\s*:\s*/)
      .includes('from')
  );
}

/** The domain itself, or one above it: a name below may belong to somebody else. */
function isSame(signer: string | null | undefined, domain: string): boolean {
  if (!signer) return false;
  const by = signer.toLowerCase().replace(/\.$/, '');
  return by === domain || (by.includes('.') && domain.endsWith(`.${by}`));
}

function resultOf(word: string): Result {
  const result = word.toLowerCase();
  if (result === 'pass' || result === 'none') return result;
  return result === 'temperror' || result === 'permerror' ? 'error' : 'fail';
}

function property(text: string, name: string): string | null {
  return new RegExp(`\\b${name.replace('.', '\\.')}\\s*=\\s*"?([^\\s;"]+)`, 'i').exec(text)?.[1]?.toLowerCase() ?? null;
}

function afterAt(identity: string | null): string | null {
  return identity === null ? null : identity.slice(identity.lastIndexOf('@') + 1);
}

/** Comments may hold anything, a semicolon and a "dmarc=pass" too. */
function withoutComments(text: string): string {
  let depth = 0;
  let quoted = false;
  let kept = '';
  for (const letter of text) {
    if (depth === 0 && letter === '"') quoted = !quoted;
    if (!quoted && letter === '(') depth += 1;
    else if (!quoted && letter === ')' && depth > 0) depth -= 1;
    else if (depth === 0 && !(quoted && letter === ';')) kept += letter;
  }
  return kept;
}
