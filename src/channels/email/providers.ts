/** What is known of the providers that most mailboxes are with, from their own documentation. */

interface Known {
  imap: { host: string; port: number; security: 'tls' };
  smtp: { host: string; port: number; security: 'tls' | 'starttls' };
  tokenUrl?: string;
  authservId?: string;
  plusAddress: boolean;
  appendToSent: boolean;
}

const tls = (host: string, port: number) => ({ host, port, security: 'tls' as const });
const startTls = (host: string) => ({ host, port: 587, security: 'starttls' as const });

export type Provider = 'gmail' | 'outlook' | 'fastmail' | 'icloud' | 'yahoo' | 'zoho';

export const PROVIDERS: Record<Provider, Known> = {
  // support.google.com/mail/answer/7126229; keeps what is sent over SMTP by itself.
  gmail: {
    imap: tls('imap.gmail.com', 993),
    smtp: tls('smtp.gmail.com', 465),
    tokenUrl: 'https://oauth2.googleapis.com/token',
    authservId: 'mx.google.com',
    plusAddress: true,
    appendToSent: false,
  },
  // support.microsoft.com "POP, IMAP, and SMTP settings for Outlook.com"; passwords are refused: oauth2 only.
  outlook: {
    imap: tls('outlook.office365.com', 993),
    smtp: startTls('smtp.office365.com'),
    tokenUrl: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
    plusAddress: true,
    appendToSent: false,
  },
  // fastmail.help "Server names and ports"
  fastmail: {
    imap: tls('imap.fastmail.com', 993),
    smtp: tls('smtp.fastmail.com', 465),
    plusAddress: true,
    appendToSent: true,
  },
  // support.apple.com/102525
  icloud: {
    imap: tls('imap.mail.me.com', 993),
    smtp: startTls('smtp.mail.me.com'),
    plusAddress: true,
    appendToSent: true,
  },
  // help.yahoo.com "IMAP server settings for Yahoo Mail"
  yahoo: {
    imap: tls('imap.mail.yahoo.com', 993),
    smtp: tls('smtp.mail.yahoo.com', 465),
    plusAddress: false,
    appendToSent: true,
  },
  // zoho.com/mail/help/imap-access.html
  zoho: { imap: tls('imap.zoho.com', 993), smtp: tls('smtp.zoho.com', 465), plusAddress: true, appendToSent: false },
};
