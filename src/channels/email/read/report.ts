/**
 * Who wrote a mail: a person, or a machine about another mail. Pure.
 *
 * Delivery reports follow RFC 3464, complaints RFC 5965, automatic answers RFC 3834; servers that follow none of them are told by
 * what they say. Fields are read from the source itself: reports come torn, nested and unlabelled.
 */
import type { Mail } from './mime';

export type MailKind = 'message' | 'auto-reply' | 'bounce' | 'complaint' | 'challenge';

/** What a server says of one recipient. */
export interface DeliveryReport {
  recipient: string | null;
  /** RFC 3463, such as 5.1.1. */
  status: string | null;
  /** SMTP's three digits. */
  replyCode: string | null;
  action: 'failed' | 'delayed' | 'delivered' | null;
  diagnostic: string | null;
}

export interface Classified {
  kind: MailKind;
  /** One per recipient; empty unless it is a bounce. */
  reports: DeliveryReport[];
}

/** Of the source and the text so much is looked at: reports say what they have to say at their beginning. */
const LOOKED_AT = 200_000;

export function classify(mail: Mail, raw: Buffer): Classified {
  const source = raw.subarray(0, LOOKED_AT).toString('latin1').replace(/\r\n/g, '\n');
  const text = mail.text.slice(0, LOOKED_AT);
  if (isComplaint(mail, source, text)) return { kind: 'complaint', reports: [] };
  if (isChallenge(mail, text)) return { kind: 'challenge', reports: [] };
  const reports = reportsOf(mail, source, text);
  const delivered = reports.length > 0 && reports.every(({ action }) => action === 'delivered');
  if (!delivered && isBounce(mail, source, text, reports)) return { kind: 'bounce', reports };
  if (delivered || /"notificationType"\s*:\s*"Delivery"/.test(text) || isAutomatic(mail, text))
    return { kind: 'auto-reply', reports: [] };
  return { kind: 'message', reports: [] };
}

function isComplaint(mail: Mail, source: string, text: string): boolean {
  return (
    /report-type="?feedback-report/i.test(source.slice(0, 20_000)) ||
    /^content-type:\s*message\/feedback-report/im.test(source) ||
    /^feedback-type:\s*\w/im.test(source) ||
    /"notificationType"\s*:\s*"Complaint"/.test(text) ||
    /^\s*complaint about message from/i.test(mail.subject) ||
    (/^unsubscribe$/i.test(mail.subject.trim()) && mail.header('auto-submitted').length > 0)
  );
}

/** Services that let strangers through only after a click, and what they call it. */
const GUEST_LISTS =
  /\bboxbe\b|\bspam ?arrest\b|challenge[- ]response|\b(?:recipient['’]s|my|our|their) (?:allowed|approved|guest|white|safe) ?list/iu;
const CHALLENGES =
  /\b(?:click|follow|reply|press)\b.{0,160}\b(?:so that|to (?:verify|confirm|prove|allow|deliver|have your|complete))\b.{0,120}\b(?:e-?mail|message|sender|human|person|delivered|you are)\b/isu;
const HELD_BACK =
  /\b(?:on hold|pending|quarantin\w+|waiting|held|requires? (?:confirmation|verification|approval)|(?:not|never) (?:been )?(?:delivered|sent) (?:until|before|yet))\b/iu;

function isChallenge(mail: Mail, text: string): boolean {
  const words = `${mail.subject}\n${text.slice(0, 3_000)}`;
  return (GUEST_LISTS.test(words) || (CHALLENGES.test(words) && HELD_BACK.test(words))) && !isFromServer(mail);
}

const SERVER =
  /^(?:"?(?:mailer[-_. ]?daemon|mail delivery (?:sub)?system|postmaster|mail administrator|mailadmin|internet mail delivery|system administrator|mdaemon|postfix|majordomo-?daemon)\b|mailer-daemon|postmaster|mdaemon|bounces?)/iu;

function isFromServer(mail: Mail): boolean {
  const from = mail.from;
  const written = mail.header('from')[0] ?? '';
  return (
    SERVER.test(from?.address ?? '') ||
    SERVER.test(from?.name ?? '') ||
    SERVER.test(written.replace(/^["<\s]+/, '')) ||
    /mailer-daemon|postmaster@|mail delivery/i.test(written)
  );
}

const FAILED_SUBJECT =
  /undeliver|^\s*non-delivery|fail(?:ed|ure) mail|mail failed|delivery warning|エラー|not (?:be )?deliver|non[- ]?deliver|delivery (?:status notification|failure|report|problem|has failed|notification|status|to .{1,80} (?:failed|delayed))|fail(?:ed|ure) (?:notice|delivery|to deliver)|returned (?:mail|to sender)|returned e?-?mail|mail (?:delivery|system) (?:failed|error|failure)|could not (?:be )?(?:deliver|send)|couldn't be delivered|mail (?:could not|not delivered)|bounce|rejected|mail failure|message (?:status|delayed|not delivered)|warning: (?:could not send|message)|unzustellbar|nicht zustellbar|zustell|n[ãa]o entregue|no entregad|mensaje no|non remis|non délivré|échec|mancata consegna|недоставл|не доставлен|配信|配達|エラーメール|nie dostarcz|error sending|problem delivering|user unknown|address|unable to deliver|unsuccessful|cannot be delivered|delay/iu;

const FAILED_WORDS =
  /\b(?:undeliver|(?:could not|couldn't|cannot|can't|unable to|not able to|wasn't able to|was not|failed to|failure to|has not been|have not been|were not) (?:be )?(?:deliver|sen[dt]|reach|relay|accept)|delivery (?:to the following|failed|failure|has failed|error|attempt)|permanent (?:fatal )?(?:error|failure)|user unknown|unknown user|no such (?:user|recipient|mailbox|address)|mailbox (?:is )?(?:full|unavailable|not found|does not exist|quota)|over quota|does not exist|recipients? (?:failed|rejected|unknown)|rejected by|address(?:es)? (?:failed|had (?:permanent )?(?:fatal|delivery))|returned to (?:you|sender)|is not (?:a )?(?:valid|known)|account (?:is|has been) (?:disabled|inactive)|host (?:not found|unknown)|message (?:size|too large)|undelivered|did not reach|could not be reached|not recognized|invalid (?:final delivery|user|recipient|address|mailbox)|unavailable)/iu;

function isBounce(mail: Mail, source: string, text: string, reports: readonly DeliveryReport[]): boolean {
  const hasReport =
    /report-type="?delivery-status/i.test(source.slice(0, 20_000)) ||
    /^content-type:\s*message\/delivery-status/im.test(source);
  if (hasReport && (reports.length > 0 || FAILED_WORDS.test(text) || FAILED_SUBJECT.test(mail.subject))) return true;
  if (/"notificationType"\s*:\s*"Bounce"/.test(text)) return true;
  if (mail.header('x-failed-recipients').length > 0) return true;
  if (/^mailer-daemon(?:@|$)/i.test(mail.from?.address ?? '')) return true;
  const fromServer = isFromServer(mail);
  const nobody = mail.header('return-path')[0]?.replace(/\s/g, '') === '<>';
  const subject = FAILED_SUBJECT.test(mail.subject);
  const words = FAILED_WORDS.test(text.slice(0, 8_000));
  const coded = reports.some(({ status, replyCode }) => status !== null || replyCode !== null);
  if (fromServer && (subject || words || coded)) return true;
  if (nobody && (coded || (subject && words)) && mail.inReplyTo.length === 0) return true;
  return subject && words && (coded || reports.length > 0);
}

const AUTOMATIC_SUBJECT =
  /^\s*(?:\[?auto(?:matic|matische|matyczna)?[- ]?(?:re(?:ply|sponse|spons)|response|odpowied|antwort|respuesta)|automatic(?:ally)? (?:generated )?(?:reply|response)|out of (?:the )?office|ooo\b|away|abwesen|abwesenheitsnotiz|réponse automatique|absence|respuesta automática|fuera de (?:la )?oficina|risposta automatica|fuori sede|resposta automática|ausência|automatisch antwoord|afwezig|autosvar|自動返信|автоответ)/iu;
const AUTOMATIC_WORDS =
  /\b(?:automat(?:ed|ic(?:ally)?) (?:response|reply|generated|message)|out of (?:the )?office|(?:i am|i'm|i will be) (?:currently )?(?:away|out|on (?:vacation|holiday|leave))|auto-?reply|thank you for your (?:e-?mail|message)[.!, ].{0,200}(?:will|shall) (?:respond|reply|get back|be in touch)|automatyczna|abwesend|nicht im büro|absent|en congé|ausente|assente)/isu;

function isAutomatic(mail: Mail, text: string): boolean {
  const submitted = mail.header('auto-submitted')[0];
  if (submitted !== undefined && !/^no\b/i.test(submitted)) return true;
  if (
    ['x-autoreply', 'x-autorespond', 'x-auto-reply-from', 'x-autoresponder'].some(
      (name) => mail.header(name).length > 0,
    )
  )
    return true;
  const precedence = mail.header('precedence')[0] ?? '';
  if (/^auto_reply/i.test(precedence) || AUTOMATIC_SUBJECT.test(mail.subject)) return true;
  const nobody = mail.header('return-path')[0]?.replace(/\s/g, '') === '<>';
  const bulk = /^(?:bulk|junk)/i.test(precedence) && mail.header('list-id').length === 0;
  if (nobody && bulk) return true;
  return (nobody || bulk) && AUTOMATIC_WORDS.test(text.slice(0, 2_000));
}

const ADDRESS = /(?:"[^"\s@]{1,62}"|[^\s<>()[\]",;:'`]{1,64})@[^\s<>()[\]",;:'`]{1,190}/u;
const clean = (address: string | undefined): string | null => {
  const found = ADDRESS.exec((address ?? '').replace(/^\s*(?:rfc822|x400|unknown|smtp)\s*;\s*/iu, ''))?.[0];
  return found ? found.replace(/\.+$/, '').toLowerCase() : null;
};

function reportsOf(mail: Mail, source: string, text: string): DeliveryReport[] {
  const stated = statedReports(source);
  if (stated.length > 0) return distinct(stated.map((report) => ({ ...report, status: sharper(report, text) })));
  const named = mail.header('x-failed-recipients').flatMap((value) => value.split(','));
  const spoken = named.length > 0 ? named : spokenRecipients(text);
  const codes = codesOf(text);
  if (spoken.length > 0) {
    return distinct(spoken.map((recipient) => ({ recipient: clean(recipient), action: 'failed' as const, ...codes })));
  }
  return codes.status !== null || codes.replyCode !== null ? [{ recipient: null, action: 'failed', ...codes }] : [];
}

/** x.0.0 says nothing; where the text has one code of that class, of this recipient or of all, it says more. */
function sharper({ status, recipient }: DeliveryReport, text: string): string | null {
  if (!status || !/\.0\.0$/.test(status)) return status;
  const lines = text.slice(0, 20_000).split('\n');
  const own = lines.filter((line) => recipient !== null && line.toLowerCase().includes(recipient));
  const codes = (own.length > 0 ? own : lines).map((line) => codesOf(line).status);
  return codes.find((code) => code !== null && code[0] === status[0] && !code.endsWith('.0.0')) ?? status;
}

/** The fields of RFC 3464, block by block. */
function statedReports(source: string): DeliveryReport[] {
  const reports: DeliveryReport[] = [];
  for (const block of source.split(/\n\s*\n/)) {
    if (!/^final-recipient\s*:/im.test(block) && !/^action\s*:\s*(?:fail|delay|deliver|relay|expand)/im.test(block))
      continue;
    const field = (name: string): string | undefined =>
      new RegExp(`^${name}\\s*:[ \\t]*(.*(?:\\n[ \\t]+.*){0,20})`, 'im').exec(block)?.[1]?.replace(/\n[ \t]+/g, ' ');
    const recipient = clean(field('final-recipient')) ?? clean(field('original-recipient'));
    const diagnostic = field('diagnostic-code')?.trim().slice(0, 1_000) ?? null;
    const status = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(field('status') ?? '')?.[0] ?? null;
    if (recipient === null && status === null && diagnostic === null) continue;
    const codes = codesOf(diagnostic ?? '');
    reports.push({
      recipient,
      // 5.0.0 says nothing; what the other server answered says more.
      status:
        status === null || (/\.0\.0$/.test(status) && codes.status?.[0] === status[0])
          ? (codes.status ?? status)
          : status,
      replyCode: codes.replyCode,
      action: actionOf(field('action'), status),
      diagnostic,
    });
  }
  return reports;
}

function actionOf(action: string | undefined, status: string | null): DeliveryReport['action'] {
  if (/^\s*(?:delivered|relayed|expanded)/i.test(action ?? '')) return 'delivered';
  if (/^\s*delayed/i.test(action ?? '')) return 'delayed';
  if (/^\s*fail/i.test(action ?? '')) return 'failed';
  return status?.startsWith('2') ? 'delivered' : status?.startsWith('4') ? 'delayed' : status ? 'failed' : null;
}

function codesOf(text: string): Pick<DeliveryReport, 'status' | 'replyCode' | 'diagnostic'> {
  const line = text
    .slice(0, 20_000)
    .split('\n')
    .find((each) => /(?:^|[\s:(#<[])(?:[45]\d\d[\s-]|#?[45]\.\d{1,3}\.\d{1,3}\b)/.test(each));
  return {
    status: /(?:^|[\s:(#<[-])#?([45]\.\d{1,3}\.\d{1,3})\b/.exec(line ?? '')?.[1] ?? null,
    replyCode: /(?:^|[\s:(#<[])([45][0-5]\d)(?=[\s-]|$)/.exec(line ?? '')?.[1] ?? null,
    diagnostic: line?.trim().slice(0, 1_000) ?? null,
  };
}

const RETURNED =
  /^-{3,}.*(?:copy|original|below|returned|headers|follow)|^[- ]*(?:original message|message headers|your message)(?: headers)? follows?|^(?:received|return-path)\s*:/imu;
const NOT_THE_RECIPIENT =
  /^[\s>]*(?:from|message-id|mail from|sent <<< mail|reply-to|return-path|sender|subject|date|sent|cc|x-[\w-]+)\b.{0,30}[:=]/iu;
const NAMED_RECIPIENT =
  /(?:original address|recipient(?: address)?|final-recipient|userid|rcpt to|smtp|generated from|undeliverable\s+to|failed recipient|address)\s*[:=]?\s*[[<(]?\s*(?:smtp:|mailto:)?<?([^\s<>()[\]",;:]+@[^\s<>()[\]",;:]+)/iu;
const ALONE =
  /^[\s>*-]{0,6}(?:the following (?:address|recipient)[^:]{0,60}:\s*)?<?(?:mailto:)?([^\s<>()",;:]+@[^\s<>()",;:]+)>?\s*(?:$|[:.,;(-]|on \w{3},|\.\.\.)/iu;

/** Before the returned mail begins: an address that stands alone or is called the recipient; else one beside words of failure. */
const ADDRESSED =
  /(?:was addressed(?: to)?|(?:message|mail|e-?mail) (?:that )?you sent to|delivery (?:of \S+ )?to)[\s,:]{1,3}["'<[(]*([^\s<>()[\]",;:']+@[^\s<>()[\]",;:']+)/iu;
const QUOTED = /^[\s>]*["'“«]\s*([^\s<>()",;:'”»]+@[^\s<>()",;:'”»]+)\s*["'”»]/u;

function spokenRecipients(text: string): string[] {
  const lines = (text.slice(0, 20_000).split(RETURNED)[0] ?? '')
    .split('\n')
    .filter((line) => !NOT_THE_RECIPIENT.test(line));
  const original = lines.flatMap((line) => /^\s*original address\s*:\s*(\S+@\S+)/iu.exec(line)?.[1] ?? []);
  if (original.length > 0) return original;
  const named = lines.flatMap(
    (line) => (ALONE.exec(line) ?? QUOTED.exec(line) ?? NAMED_RECIPIENT.exec(line) ?? ADDRESSED.exec(line))?.[1] ?? [],
  );
  if (named.length > 0) return named;
  const beside = lines.filter((line) => FAILED_WORDS.test(line)).flatMap((line) => ADDRESS.exec(line)?.[0] ?? []);
  if (beside.length > 0) return beside.slice(0, 1);
  return lines.flatMap((line) => /^\s*to\s*:\s*<?(\S+@[^\s<>]+)/iu.exec(line)?.[1] ?? []).slice(0, 1);
}

function distinct(reports: readonly DeliveryReport[]): DeliveryReport[] {
  const byRecipient = new Map<string, DeliveryReport>();
  for (const report of reports) {
    const key = report.recipient ?? '';
    if (!byRecipient.has(key)) byRecipient.set(key, report);
  }
  return [...byRecipient.values()];
}
