/** `npm run baton -- <command>`: what the operator does beside the running server. Output on stdout, progress and questions on stderr. */
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { inspected, starterTemplates, statesOf } from './api/admin/account-setups';
import { audit } from './api/auth/audit';
import { createAdmin, resetPassword } from './api/auth/command-line';
import { hashPassword } from './api/auth/passwords';
import { configuredBusiness } from './boot';
import type { Channels, Finding } from './channels/channel';
import { channelsOf } from './channels/channels.module';
import { readEmail, type EmailView } from './channels/email/read/email';
import { verdictOf, type Verdict } from './channels/email/read/verdict';
import { readEnvironment, type Environment } from './foundation/config/environment';
import { Secrets } from './foundation/config/secrets';
import { backup } from './foundation/database/backup';
import type { TableHeader } from './foundation/database/backup-format';
import { eraseContact } from './conversations/contacts/erase';
import { exportContact } from './conversations/contacts/export';
import { countOld, daysOf, retain, type Retained } from './conversations/contacts/retention';
import { Database } from './foundation/database/database';
import { startEmbedded } from './foundation/database/embedded';
import { migrate } from './foundation/database/migrate';
import { createPool } from './foundation/database/pool';
import { restore } from './foundation/database/restore';
import { Fault } from './foundation/model/fault';
import { checkSecretKey } from './foundation/settings/canary';
import { seed } from './foundation/settings/seed';
import { readSnapshot, type Snapshot } from './foundation/settings/snapshot';
import {
  evaluateAssistant,
  evaluateEmail,
  evaluateEscalation,
  evaluateKnowledge,
  evaluateLanguage,
  evaluateWaits,
  type EscalationOptions,
  type Report,
} from './intelligence/evaluation/command';
import { exportArticles } from './intelligence/knowledge/exchange/export';
import { importArticles } from './intelligence/knowledge/exchange/import';
import { readOutcomes } from './pipeline/handoff/tickets';
import { replay, replayedInLines } from './pipeline/trials/replay';
import { ask, askUnseen, inWords, lineFromInput, withEnvFile } from './terminal';

interface Place {
  environment: Environment;
  url: string;
  db: Database;
  /** Names of the migrations that this command found missing and ran. */
  migrated: string[];
}

const say = (line: string): boolean => process.stderr.write(`${line}\n`);
const print = (line: string): boolean => process.stdout.write(`${line}\n`);
const progress = ({ name, rows }: TableHeader): void => void (rows > 0 && say(`  ${name}: ${rows}`));

/** The database of DATABASE_URL, else the embedded one: joined where Baton runs, started where it does not. */
async function onDatabase(work: (place: Place) => Promise<void>): Promise<void> {
  const environment = readEnvironment(withEnvFile());
  const server = environment.databaseUrl === null ? await startEmbedded(environment.dataDir, say) : null;
  const url = server?.url ?? environment.databaseUrl ?? '';
  try {
    const migrated = await migrate(url);
    const db = new Database(createPool(url, 2));
    try {
      await work({ environment, url, db, migrated });
    } finally {
      await db.pool.end();
    }
  } finally {
    await server?.stop();
  }
}

/** Accounts with their secrets, and the channels that speak to their providers. */
async function onAccounts(
  work: (place: { db: Database; snapshot: Snapshot; channels: Channels; publicUrl: string }) => Promise<void>,
): Promise<void> {
  await onDatabase(async ({ db, environment }) => {
    const secrets = new Secrets(environment.secretKey);
    await checkSecretKey(db, secrets);
    const snapshot = await readSnapshot(db, secrets, environment);
    // A simulated account names the Baton that runs on this machine.
    await work({ db, snapshot, channels: channelsOf(secrets, () => null), publicUrl: environment.publicUrl });
  });
}

function findingInLines({ subject, state, says, todo }: Finding): string[] {
  const line = `  ${state.padEnd(8)} ${subject.padEnd(13)} ${says}`;
  return todo === null ? [line] : [line, `${' '.repeat(25)}→ ${todo}`];
}

const program = new Command('baton')
  .usage('<command> [options]')
  .description('Operate Baton from the terminal, whether it is running or not.')
  .helpOption('-h, --help', 'show this help, or that of a command')
  .helpCommand(false)
  .showHelpAfterError('(Add --help for what the command takes.)')
  .addHelpText(
    'after',
    `
The database is that of DATABASE_URL; without it, the embedded one in BATON_DATA_DIR (default .baton).
A file .env in this folder is read first.

Examples:
  npm run baton -- create-admin --email you@example.com --name "Your Name"
  npm run baton -- backup backups/today.gz
  BATON_DATA_DIR=.restored npm run baton -- restore backups/today.gz`,
  );

program
  .command('migrate')
  .description('bring the database to the schema of this version; "npm start" does so by itself')
  .action(() =>
    onDatabase(async ({ migrated }) => {
      print(migrated.length > 0 ? `Migrated: ${migrated.join(', ')}` : 'Nothing to do: the schema is up to date.');
    }),
  );

program
  .command('seed')
  .description('write the business of config/ into an empty database; "npm start" does so by itself')
  .action(() =>
    onDatabase(async ({ db, environment }) => {
      await checkSecretKey(db, new Secrets(environment.secretKey));
      const done = await seed(db, configuredBusiness(), environment, hashPassword);
      print(
        done ? 'Written: the business of config/.' : 'Nothing to do: there are teams already, and the database rules.',
      );
    }),
  );

program
  .command('create-admin')
  .description('make an agent who may change everything')
  .requiredOption('--email <address>', 'address to sign in with')
  .requiredOption('--name <name>', 'name that colleagues see; customers see its first word')
  .option('--password-stdin', 'read the password from standard input')
  .addHelpText(
    'after',
    '\nWithout --password-stdin it asks; an empty answer, or no terminal, makes a password and shows it once.',
  )
  .action(({ email, name, passwordStdin }: { email: string; name: string; passwordStdin?: boolean }) =>
    onDatabase(async ({ db, environment }) => {
      const chosen = passwordStdin
        ? await lineFromInput()
        : process.stdin.isTTY
          ? await askUnseen('Password (empty: make one): ')
          : '';
      if (passwordStdin && chosen === '') throw new Fault('invalid', 'Standard input held no password.');
      const password = chosen || randomBytes(15).toString('base64url');
      await createAdmin(db, { email, name, password });
      print(`${name} can sign in at ${environment.publicUrl} as ${email}.`);
      if (!chosen) print(`Password, shown this once: ${password}`);
    }),
  );

program
  .command('reset-password')
  .argument('<email>', 'address the agent signs in with')
  .description('print a link that sets a new password, once, within the hour')
  .action((email: string) =>
    onDatabase(async ({ db, environment }) => {
      const { url, expiresAt } = await resetPassword(db, email, environment.publicUrl);
      print(`${url}\nWorks once, until ${expiresAt}. Whoever has it can set the password of ${email}.`);
    }),
  );

program
  .command('backup')
  .argument('<file>', 'where to write; must not exist yet')
  .description('write one consistent picture of the database to a file, while Baton goes on running')
  .addHelpText(
    'after',
    '\nNot in it: sign-ins, password links, BATON_SECRET_KEY (without it the secrets of channel accounts in the file stay sealed) and config/.\nThe file holds customers\u2019 words: keep it as you keep the database.',
  )
  .action((file: string) =>
    onDatabase(async ({ url }) => {
      const { tables } = await backup(url, file, progress);
      print(`${file}: ${tables.reduce((rows, table) => rows + table.rows, 0)} rows of ${tables.length} tables.`);
    }),
  );

program
  .command('restore')
  .argument('<file>', 'made by "backup" with this version of Baton')
  .description('bring a backup into an empty database; nothing of it is sent again')
  .option('--yes', 'do not ask')
  .addHelpText(
    'after',
    `
What was waiting to be sent when the backup was taken is withdrawn, open offers too; their conversations wait in the
inbox. The assistant does not answer words from before: those conversations are listed. Agents sign in anew.
Set the BATON_SECRET_KEY of the Baton that the backup comes from (without one set: copy secret.key of its data folder).`,
  )
  .action((file: string, { yes }: { yes?: boolean }) =>
    onDatabase(async ({ url, db, environment }) => {
      if (!yes) await confirm(`Restore ${file} into the database ${shown(url)}? [y/N] `);
      const done = await restore(url, file, progress);
      print(`Restored: the state of ${done.header.created}.`);
      print(
        `Withdrawn: ${done.withdrawnDeliveries} deliveries, ${done.withdrawnOffers} offers. Nothing is sent again.`,
      );
      const dropped = Object.entries(done.droppedJobs).map(([kind, jobs]) => `${jobs} ${kind}`);
      if (dropped.length > 0) print(`Dropped jobs: ${dropped.join(', ')}.`);
      if (done.unanswered.length > 0)
        print(`Unanswered conversations with the assistant:\n  ${done.unanswered.join('\n  ')}`);
      await checkSecretKey(db, new Secrets(environment.secretKey));
    }),
  );

program
  .command('export-contact')
  .argument('<address>', 'a number such as +15550100, a mail address, or a visitor\u2019s id')
  .description('write everything that is held of a customer to a file')
  .requiredOption('--out <file>', 'where to write (JSON); must not exist yet')
  .action((address: string, { out }: { out: string }) =>
    onDatabase(async ({ db }) => {
      const held = await exportContact(db, address);
      // Readable by who runs this alone: it is somebody's whole correspondence.
      writeFileSync(out, `${JSON.stringify(held, null, 2)}\n`, { flag: 'wx', mode: 0o600 });
      const counts = Object.entries(held).filter(([, rows]) => rows.length > 0);
      print(`${out}: ${counts.map(([part, rows]) => `${rows.length} ${part}`).join(', ')}.`);
    }),
  );

program
  .command('erase-contact')
  .argument('<address>', 'a number such as +15550100, a mail address, or a visitor\u2019s id')
  .description('remove everything that is held of a customer; live conversations are closed first')
  .option('--yes', 'really')
  .addHelpText(
    'after',
    `
It cannot be undone: export first if you owe a copy. Backups made before still hold the customer. A STOP of theirs goes
too; the provider's own block list is what holds then. The audit says that it happened, without the person.`,
  )
  .action((address: string, { yes }: { yes?: boolean }) =>
    onDatabase(async ({ db }) => {
      if (!yes) throw new Fault('invalid', 'Nothing was changed. It cannot be undone: add --yes if you are sure.');
      const done = await eraseContact(db, address, (tx, { contactId, conversations, messages }) =>
        audit(tx, {
          agentId: null,
          actor: 'CLI',
          action: 'contact.erased',
          subjectKind: 'contact',
          subjectId: contactId,
          after: { conversations, messages },
        }),
      );
      print(
        `Erased: ${done.addresses} addresses, ${done.conversations} conversations (${done.closed} closed for it), ${done.messages} messages.`,
      );
    }),
  );

program
  .command('retention')
  .description('remove closed conversations whose last message is older')
  .requiredOption('--older-than <age>', 'in days, such as 400d')
  .option('--dry-run', 'only say what would go')
  .addHelpText(
    'after',
    '\nA contact goes with their last conversation, unless they said STOP. Run it by cron; it may be stopped at any time.',
  )
  .action(({ olderThan, dryRun }: { olderThan: string; dryRun?: boolean }) =>
    onDatabase(async ({ db }) => {
      const days = daysOf(olderThan);
      const inNumbers = ({ conversations, messages, contacts }: Retained): string =>
        `${conversations} conversations, ${messages} messages, ${contacts} contacts`;
      if (dryRun) {
        print(`Would go: ${inNumbers(await countOld(db, days))}.`);
        return;
      }
      const done = await retain(db, days, (so) => void say(`  ${inNumbers(so)}`));
      if (done.conversations > 0) {
        await audit(db, {
          agentId: null,
          actor: 'CLI',
          action: 'retention.done',
          subjectKind: 'conversation',
          subjectId: `older than ${days} days`,
          after: done,
        });
      }
      print(`Removed: ${inNumbers(done)}.`);
    }),
  );

program
  .command('import-articles')
  .argument('<places...>', 'folders of Markdown files, .csv files, or https addresses of pages')
  .description('bring articles in; an article that is there is changed, and keeps its earlier version')
  .addHelpText(
    'after',
    `
All of it or nothing: every fault is named with its file and line. Markdown is in the form of config/knowledge; a table names its
columns in the first line (title and body, and what else there is); pages must be on a host of importHosts in config/business.yaml.
An article is known by its id, a page by its address, else by title and language.

Examples:
  npm run baton -- import-articles knowledge/
  npm run baton -- import-articles faq.csv
  npm run baton -- import-articles https://help.example.com/fees https://help.example.com/limits`,
  )
  .action((places: string[]) =>
    onDatabase(async ({ db }) => {
      // Where this machine may go is said by who runs it, in the file.
      const { importHosts, languages } = configuredBusiness().settings;
      const done = await importArticles(db, {
        places,
        ways: { hosts: importHosts },
        language: languages[0] ?? 'en',
        actor: 'CLI',
        record: (tx, { articleId, before, after }) =>
          audit(tx, {
            agentId: null,
            actor: 'CLI',
            action: 'article.imported',
            subjectKind: 'article',
            subjectId: articleId,
            before,
            after,
          }),
      });
      print(`Articles: ${done.added} added, ${done.changed} changed, ${done.same} as they were.`);
      if (done.added + done.changed > 0) print('A Baton that is running knows them within half a minute.');
    }),
  );

program
  .command('export-articles')
  .argument('<folder>', 'where to write; empty, or not there yet')
  .description('write all articles as Markdown files that import back equal')
  .action((folder: string) =>
    onDatabase(async ({ db }) => {
      print(`${folder}: ${await exportArticles(db, folder)} articles.`);
    }),
  );

program
  .command('check-accounts')
  .description('read from each provider how its accounts are set up, and say what is not right; changes nothing')
  .option('--json', 'one JSON object a finding')
  .addHelpText(
    'after',
    `
Of Twilio: the addresses of numbers and senders (PUBLIC_URL must be that of the running Baton), the messaging service, brand and
campaign (A2P 10DLC) or toll-free verification, and whether WhatsApp senders are online. Exit code 1 when something is wrong.`,
  )
  .action(({ json }: { json?: boolean }) =>
    onAccounts(async ({ snapshot, channels, publicUrl }) => {
      for (const account of snapshot.accounts.filter(({ active }) => active)) {
        const found = await inspected(account, snapshot, channels, publicUrl).catch((error: unknown): Finding[] => {
          if (!(error instanceof Fault)) throw error;
          return [{ subject: 'number', state: 'wrong', says: error.message, todo: null }];
        });
        if (!found) continue;
        if (found.some(({ state }) => state === 'wrong')) process.exitCode = 1;
        const { name, channel, address } = account;
        if (json) found.forEach((one) => print(JSON.stringify({ account: name, channel, address, ...one })));
        else [`${name} (${channel} ${address})`, ...found.flatMap(findingInLines)].forEach(print);
      }
    }),
  );

program
  .command('starter-templates')
  .argument('<account>', 'the number of a WhatsApp account, such as +15550100, or its id')
  .description(
    'make texts to begin with on WhatsApp in six languages, submit them for approval, and show how far that is',
  )
  .option('--state', 'only show')
  .addHelpText(
    'after',
    `
baton_reply_waiting and baton_call_back are for customers whose reply window has closed, baton_agent_offer is for agents. Run it again at
any time: what is there stays, and only what is missing is submitted. WhatsApp takes minutes to days. Exit code 1 when one failed.`,
  )
  .action((wanted: string, { state: only }: { state?: boolean }) =>
    onAccounts(async ({ db, snapshot, channels }) => {
      const takes = snapshot.accounts.filter(({ channel }) => channels.get(channel)?.starters !== undefined);
      const account = takes.find(({ id, address }) => id === wanted || address === wanted);
      if (!account) {
        const there = takes.map(({ address }) => address).join(', ') || 'none';
        throw new Fault('invalid', `There is no such account whose texts have to be approved. There is: ${there}.`);
      }
      const templates = (await starterTemplates(account, channels, !only)) ?? [];
      if (!only) {
        await audit(db, {
          agentId: null,
          actor: 'CLI',
          action: 'account.starter-templates',
          subjectKind: 'account',
          subjectId: account.id,
          after: statesOf(templates),
        });
      }
      for (const { name, language, state, detail } of templates) {
        print(`${state.padEnd(12)} ${name.padEnd(20)} ${language.padEnd(6)} ${detail ?? ''}`.trimEnd());
        if (state === 'failed') process.exitCode = 1;
      }
    }),
  );

const evaluation = program
  .command('evaluate')
  .description(
    'measure the policy, retrieval, the assistant, language detection or the reading of mails on labelled cases, or expected waits on what was',
  )
  .helpCommand(false);
const count = (value: string): number => {
  if (!/^\d{1,6}$/.test(value)) throw new InvalidArgumentError('It must be a number, such as 20.');
  return Number(value);
};
const printed = ({ lines, figures }: Report, json: boolean | undefined): void => {
  lines.forEach(print);
  if (json) print(JSON.stringify(figures));
};
const JSON_OPTION = ['--json', 'end with one JSON object of the figures, shares from 0 to 1'] as const;
const POLICY_OPTION = ['--policy <file>', 'a policy in the form of config/policy.yaml; else the built-in one'] as const;
const MISSES_OPTION = ['--misses <count>', 'show so many of the wrong ones'] as const;

evaluation
  .command('escalation')
  .argument(
    '<file>',
    'cases as JSON lines: id, input (a text, texts, or turns of role and text), derived.escalate and derived.reason',
  )
  .description('precision, recall and false alarms of the escalation policy, in all and by reason')
  .option(...POLICY_OPTION)
  .option(
    '--topics <place>',
    'articles, those marked `escalate` being topics: a folder like config/knowledge, JSON lines, or YAML',
  )
  .option(...MISSES_OPTION, count, 0)
  .option(...JSON_OPTION)
  .action((file: string, { json, ...options }: EscalationOptions & { json?: boolean }) =>
    printed(evaluateEscalation(file, options), json),
  );

evaluation
  .command('knowledge')
  .description('how often the right article is found, and how often it is right to answer')
  .requiredOption('--articles <place>', 'a folder like config/knowledge, or JSON lines of id, title, text')
  .requiredOption('--questions <file>', 'JSON lines of id, input.question, labels.relevant_docs')
  .option(...JSON_OPTION)
  .action(({ articles, questions, json }: { articles: string; questions: string; json?: boolean }) =>
    printed(evaluateKnowledge(articles, questions), json),
  );

evaluation
  .command('assistant')
  .argument(
    '<file>',
    'conversations as JSON lines: id, turns, expected.outcome (answer, unknown or handoff), expected.articles',
  )
  .description('resolution, wrong answers, needless and missed handoffs over whole conversations')
  .requiredOption('--articles <place>', 'what it answers from: a folder like config/knowledge, or JSON lines')
  .option(...POLICY_OPTION)
  .option('--embedded', 'the embedded assistant, though a model is configured (OPENAI_API_KEY, OPENAI_BASE_URL)')
  .option(...MISSES_OPTION, count, 0)
  .option(...JSON_OPTION)
  .action(
    async (
      file: string,
      options: { articles: string; policy?: string; embedded?: boolean; misses: number; json?: boolean },
    ) => {
      const model = options.embedded ? null : readEnvironment(withEnvFile()).openai;
      const progress = (done: number): void => void (done % 50 === 0 && say(`${done} conversations …`));
      printed(await evaluateAssistant(file, { ...options, model, progress }), options.json);
    },
  );

evaluation
  .command('language')
  .argument('<file>', 'JSON lines of id, input, labels.lang')
  .description('how often the language of a message is seen')
  .option(...JSON_OPTION)
  .action(async (file: string, { json }: { json?: boolean }) => printed(await evaluateLanguage(file), json));

evaluation
  .command('email')
  .argument('<folder>', 'mails, and a manifest.jsonl that says what is in them')
  .description('how well mails are read: visible reply, reports, attachments')
  .option(...MISSES_OPTION, count, 0)
  .option(...JSON_OPTION)
  .action(async (folder: string, { misses, json }: { misses: number; json?: boolean }) =>
    printed(await evaluateEmail(folder, misses), json),
  );

evaluation
  .command('waits')
  .description(
    'what customers were told of their wait, against how long it then took until the first words of a person',
  )
  .option('--days <count>', 'of so many days', count, 28)
  .option(...JSON_OPTION)
  .action(({ days, json }: { days: number; json?: boolean }) =>
    onDatabase(async ({ db }) => {
      const outcomes = await readOutcomes(db, new Date(Date.now() - days * 86_400_000));
      printed(evaluateWaits(outcomes), json);
    }),
  );

program
  .command('replay')
  .argument('<conversation>', 'its id, as in the address of the inbox')
  .description('make the stored decisions of a conversation again, and fail when one comes out otherwise')
  .option('--json', 'one JSON object a message, and one of the sums at the end')
  .addHelpText(
    'after',
    '\nEach is made from the stored words and circumstances by the policy version of then. Exit code 1 when one differs, or when there\nare decisions and none can be made again.',
  )
  .action((conversationId: string, { json }: { json?: boolean }) =>
    onDatabase(async ({ db }) => {
      if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(conversationId)) {
        throw new Fault('invalid', `"${conversationId}" is no id of a conversation.`);
      }
      const sums = { decisions: 0, same: 0, different: 0, notKept: 0 };
      for await (const replayed of replay(db, conversationId)) {
        sums.decisions += 1;
        sums[replayed.same === null ? 'notKept' : replayed.same ? 'same' : 'different'] += 1;
        if (json) print(JSON.stringify(replayed));
        else replayedInLines(replayed).forEach(print);
      }
      print(
        json
          ? JSON.stringify(sums)
          : `${sums.decisions} decisions: ${sums.same} the same, ${sums.different} different, ${sums.notKept} not kept.`,
      );
      if (sums.different > 0 || (sums.decisions > 0 && sums.same === 0)) process.exitCode = 1;
    }),
  );

program
  .command('read-email')
  .argument('<file>', 'the source of a mail (.eml)')
  .description(
    'show what the gateway sees of a mail: sender and who vouches for it, visible and folded text, files, and whether a machine wrote it',
  )
  .option('--json', 'as one JSON object')
  .option('--authserv-id <name>', 'believe the Authentication-Results of this receiving server')
  .option('--offline', 'ask no name server: signatures are not checked')
  .action(async (file: string, options: { json?: boolean; authservId?: string; offline?: boolean }) => {
    const raw = readFileSync(file);
    const view = await readEmail(raw);
    const verdict = await verdictOf(raw, view.mail, {
      authservId: options.authservId ?? null,
      timeoutMs: 8_000,
      ...(options.offline ? { resolver: () => Promise.reject(new Error('no name server is asked')) } : {}),
    });
    if (options.json) print(JSON.stringify({ ...withoutContent(view), verdict }, null, 2));
    else inLines(view, verdict).forEach(print);
  });

/** The bytes of files are no text to print. */
function withoutContent({ files, mail: _mail, ...view }: EmailView): object {
  return { ...view, files: files.map(({ content: _content, ...file }) => file) };
}

function inLines(view: EmailView, verdict: Verdict): string[] {
  const box = ({ name, address }: EmailView['to'][number]): string => (name ? `${name} <${address}>` : address);
  const { messageId, inReplyTo, references } = view.thread;
  return [
    `From       ${view.from ? box(view.from) : 'nobody'}`,
    `To         ${view.to.map(box).join(', ')}`,
    ...(view.cc.length > 0 ? [`Cc         ${view.cc.map(box).join(', ')}`] : []),
    `Subject    ${view.subject}`,
    `Kind       ${view.kind}`,
    `Sender     ${verdict.from}: ${verdict.detail} (SPF ${verdict.spf}, DKIM ${verdict.dkim}, DMARC ${verdict.dmarc})`,
    ...view.reports.map(
      ({ recipient, action, status, diagnostic }) =>
        `Report     ${[recipient ?? 'recipient not named', action, status, diagnostic].filter(Boolean).join(' · ')}`,
    ),
    `Thread     ${messageId ?? 'no id'}${[...new Set([...inReplyTo, ...references])].map((id) => `\n           after ${id}`).join('')}`,
    ...view.files.map(
      ({ name, mediaType, size, sha256 }) =>
        `File       ${name ?? 'unnamed'} (${mediaType}, ${size} bytes, ${sha256.slice(0, 12)})`,
    ),
    '',
    view.text === '' ? '(no text)' : view.text,
    ...(view.folded === '' ? [] : ['', `── folded ──`, view.folded]),
  ];
}

async function confirm(question: string): Promise<void> {
  if (!process.stdin.isTTY) throw new Fault('invalid', 'There is no terminal to ask at. Add --yes if you are sure.');
  if (!/^y(es)?$/i.test((await ask(question)).trim())) throw new Fault('conflict', 'Nothing was changed.');
}

/** Without the sign-in. */
function shown(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

program.parseAsync().catch((error: unknown) => {
  say(inWords(error, 'It did not work'));
  process.exitCode = 1;
});
