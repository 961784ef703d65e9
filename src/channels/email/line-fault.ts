/** What went wrong on a line to a mail server, in words that say what to look at. Pure. */

const MEANINGS: Record<string, string> = {
  ENOTFOUND: 'there is no server of that name',
  EDNS: 'there is no server of that name',
  EAI_AGAIN: 'the name of the server cannot be looked up now',
  ECONNREFUSED: 'nothing answers at that port',
  ECONNRESET: 'the server cut the line',
  ETIMEDOUT: 'the server does not answer',
  EHOSTUNREACH: 'the server cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ETLS: 'it does not speak TLS there',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS at that port; try starttls',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by itself',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate cannot be verified',
};

export function described(error: unknown): string {
  const { code, cause, message } = error as { code?: string; cause?: { code?: string }; message?: string };
  const known = MEANINGS[cause?.code ?? ''] ?? MEANINGS[code ?? ''];
  return known ?? (message ? message.replace(/[.\s]+$/, '').slice(0, 300) : 'no reason given');
}
