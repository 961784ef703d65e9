/** Reads the business of config/: five YAML files and the knowledge, checked against each other, every fault of every file at once. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { z } from 'zod';
import { AgentsFile, ChannelsFile, PolicyFile, TeamsFile } from './business-schema';
import { BusinessSettings } from './business-settings';
import { ConfigurationFault } from './configuration-fault';
import { readArticles, type ArticleFile } from './knowledge';
import { readYaml, type YamlFile } from './yaml-file';

export interface Business {
  settings: BusinessSettings;
  teams: z.output<typeof TeamsFile>['teams'];
  accounts: z.output<typeof ChannelsFile>['accounts'];
  agents: z.output<typeof AgentsFile>['agents'];
  policy: z.output<typeof PolicyFile> & { languages: string[] };
  articles: ArticleFile[];
  /** There are accounts, and all of them are simulated: what is seeded is marked as demo. */
  demo: boolean;
}

export function readBusiness(folder: string): Business {
  const faults: string[] = [];
  const read = <T extends z.ZodType>(file: string, schema: T): YamlFile<z.output<T>> | null => {
    const shown = join(basename(folder), file);
    try {
      return readYaml(shown, readFileSync(join(folder, file), 'utf8'), schema, faults);
    } catch (error) {
      faults.push(`${shown} cannot be read: ${(error as Error).message}`);
      return null;
    }
  };
  const settings = read('business.yaml', BusinessSettings);
  const teams = read('teams.yaml', TeamsFile);
  const channels = read('channels.yaml', ChannelsFile);
  const agents = read('agents.yaml', AgentsFile);
  const policy = read('policy.yaml', PolicyFile);
  const articles = readArticles(join(folder, 'knowledge'), faults);

  if (teams) faults.push(...teamFaults(teams));
  if (channels) faults.push(...accountFaults(channels));
  if (agents) faults.push(...agentFaults(agents, channels));
  if (teams) faults.push(...unknownTeams(teams, channels, agents, policy, articles));
  if (!settings || !teams || !channels || !agents || !policy || faults.length > 0) {
    throw new ConfigurationFault(`The settings in ${folder} are not right:`, faults);
  }
  return {
    settings: settings.data,
    teams: teams.data.teams,
    accounts: channels.data.accounts,
    agents: agents.data.agents,
    policy: { ...policy.data, languages: settings.data.languages },
    articles,
    demo: isDemo(channels),
  };
}

function isDemo({ data }: YamlFile<z.output<typeof ChannelsFile>>): boolean {
  return data.accounts.length > 0 && data.accounts.every((account) => account.simulated);
}

function teamFaults({ data, at }: YamlFile<z.output<typeof TeamsFile>>): string[] {
  const faults = repeated(data.teams.map((team) => team.name)).map(
    (index) => `${at(['teams', index, 'name'])} names a team twice: each team needs a name of its own.`,
  );
  const fallbacks = data.teams.flatMap((team, index) => (team.fallback ? [index] : []));
  if (fallbacks.length === 0) {
    faults.push(
      `${at(['teams'])} has no fallback team: give exactly one team "fallback: true"; it gets what no mapping names.`,
    );
  }
  for (const index of fallbacks.slice(1)) faults.push(`${at(['teams', index])} is a second fallback team: keep one.`);
  return faults;
}

function accountFaults({ data, at }: YamlFile<z.output<typeof ChannelsFile>>): string[] {
  const faults = repeated(data.accounts.map((account) => account.name)).map(
    (index) => `${at(['accounts', index, 'name'])} names an account twice: each account needs a name of its own.`,
  );
  for (const index of repeated(data.accounts.map((account) => `${account.channel} ${account.address}`))) {
    faults.push(
      `${at(['accounts', index, 'address'])} is already the address of another ${data.accounts[index]?.channel} account.`,
    );
  }
  data.accounts.forEach((account, index) => {
    if (!account.simulated && Object.keys(account.secrets).length > 0) {
      faults.push(
        `${at(['accounts', index, 'secrets'])} generates secrets of a real account: leave them out, and set them in the admin screens.`,
      );
    }
  });
  return faults;
}

function agentFaults(
  { data, at }: YamlFile<z.output<typeof AgentsFile>>,
  channels: YamlFile<z.output<typeof ChannelsFile>> | null,
): string[] {
  const faults = repeated(data.agents.map((agent) => agent.email)).map(
    (index) => `${at(['agents', index, 'email'])} is the email address of another agent too.`,
  );
  data.agents.forEach((agent, index) => {
    if (agent.demoPassword !== undefined && channels && !isDemo(channels)) {
      faults.push(
        `${at(['agents', index, 'demoPassword'])} is for a demo, and an account in channels.yaml is real: take it out; ` +
          'the agent sets a password through a reset link.',
      );
    }
  });
  const endpoints = data.agents.flatMap((agent, index) =>
    agent.endpoints.map((endpoint, position) => ({ ...endpoint, path: ['agents', index, 'endpoints', position] })),
  );
  for (const { account, path } of channels ? endpoints : []) {
    if (!channels?.data.accounts.some((one) => one.name === account)) {
      faults.push(
        `${at([...path, 'account'])} names "${account}", which is not the name of an account in channels.yaml.`,
      );
    }
  }
  for (const index of repeated(endpoints.map(({ account, address }) => `${account} ${address}`))) {
    faults.push(`${at(endpoints[index]?.path ?? [])} is already the endpoint of another agent.`);
  }
  return faults;
}

function unknownTeams(
  teams: YamlFile<z.output<typeof TeamsFile>>,
  channels: YamlFile<z.output<typeof ChannelsFile>> | null,
  agents: YamlFile<z.output<typeof AgentsFile>> | null,
  policy: YamlFile<z.output<typeof PolicyFile>> | null,
  articles: ArticleFile[],
): string[] {
  const named: { team: string | undefined; where: string | undefined }[] = [
    ...(channels?.data.accounts ?? []).map(({ team }, index) => ({
      team,
      where: channels?.at(['accounts', index, 'team']),
    })),
    ...(agents?.data.agents ?? []).flatMap(({ teams }, index) =>
      teams.map((team, position) => ({ team, where: agents?.at(['agents', index, 'teams', position]) })),
    ),
    ...Object.entries(policy?.data.topics ?? {}).map(([reason, { team }]) => ({
      team,
      where: policy?.at(['topics', reason, 'team']),
    })),
    ...(policy?.data.rules ?? []).map(({ then }, index) => ({
      team: then.team,
      where: policy?.at(['rules', index, 'then', 'team']),
    })),
    ...articles.map(({ escalate, file }) => ({ team: escalate?.team, where: file })),
  ];
  const known = new Set(teams.data.teams.map((team) => team.name.toLowerCase()));
  return named.flatMap(({ team, where }) =>
    team === undefined || known.has(team.toLowerCase())
      ? []
      : [`${where} names the team "${team}", which is not in teams.yaml.`],
  );
}

/** Indexes of what came before, case aside. */
function repeated(values: string[]): number[] {
  const seen = new Set<string>();
  return values.flatMap((value, index) => {
    const key = value.toLowerCase();
    if (seen.has(key)) return [index];
    seen.add(key);
    return [];
  });
}
