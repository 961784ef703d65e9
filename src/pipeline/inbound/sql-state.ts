/** What PostgreSQL says of a failure: five characters, see the manual's appendix A. */

/** Empty where the failure is not the server's: a broken line, a fault of ours. */
export function sqlState(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  // Node's own codes have five characters too at times (EPIPE); SQLSTATE classes never begin with E.
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('E') ? code : '';
}
