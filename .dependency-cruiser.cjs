/** Who may import whom: the table of docs/architecture.md, checked on every run. Type-only imports count. */

const GROUND = ['config', 'model', 'database', 'settings', 'jobs', 'events'];

/** Each room's folder, and the rooms that it may import. */
const ROOMS = {
  config: ['src/foundation/config', []],
  model: ['src/foundation/model', []],
  database: ['src/foundation/database', ['config', 'model']],
  jobs: ['src/foundation/jobs', ['database', 'config', 'model']],
  events: ['src/foundation/events', ['database', 'config', 'model']],
  settings: ['src/foundation/settings', ['database', 'events', 'config', 'model']],
  net: ['src/foundation/net', ['config']],
  channels: ['src/channels', ['model', 'config', 'net']],
  contacts: ['src/conversations/contacts', GROUND],
  transcript: ['src/conversations/transcript', ['model', 'database']],
  attachments: ['src/conversations/attachments', [...GROUND, 'net']],
  knowledge: ['src/intelligence/knowledge', [...GROUND, 'net']],
  escalation: ['src/intelligence/escalation', ['model']],
  assistant: [
    'src/intelligence/assistant',
    ['model', 'config', 'settings', 'net', 'transcript', 'knowledge', 'escalation'],
  ],
  evaluation: [
    'src/intelligence/evaluation',
    [...GROUND, 'channels', 'turn', 'assistant', 'escalation', 'knowledge', 'transcript'],
  ],
  inbound: ['src/pipeline/inbound', [...GROUND, 'channels', 'contacts', 'attachments']],
  delivery: ['src/pipeline/delivery', [...GROUND, 'channels', 'attachments']],
  handoff: ['src/pipeline/handoff', [...GROUND, 'delivery', 'transcript']],
  identity: ['src/pipeline/identity', [...GROUND, 'channels', 'delivery', 'handoff']],
  survey: ['src/pipeline/survey', [...GROUND, 'delivery', 'handoff']],
  routing: ['src/pipeline/routing', [...GROUND, 'handoff', 'delivery']],
  turn: [
    'src/pipeline/turn',
    [
      ...GROUND,
      'net',
      'channels',
      'assistant',
      'escalation',
      'knowledge',
      'transcript',
      'handoff',
      'identity',
      'survey',
      'delivery',
    ],
  ],
  aids: ['src/pipeline/aids', [...GROUND, 'channels', 'assistant', 'knowledge', 'transcript', 'handoff', 'turn']],
  trials: ['src/pipeline/trials', [...GROUND, 'channels', 'assistant', 'escalation', 'knowledge', 'transcript']],
  http: ['src/api/http', GROUND],
  auth: ['src/api/auth', [...GROUND, 'http']],
  insights: ['src/api/insights', [...GROUND, 'http', 'auth']],
  widget: ['src/api/widget', [...GROUND, 'channels', 'inbound', 'identity', 'transcript', 'attachments', 'http']],
  rating: ['src/api/rating', [...GROUND, 'survey', 'http']],
  live: ['src/api/live', [...GROUND, 'auth', 'http', 'transcript']],
  inbox: [
    'src/api/inbox',
    [
      ...GROUND,
      'aids',
      'handoff',
      'routing',
      'identity',
      'delivery',
      'transcript',
      'contacts',
      'attachments',
      'auth',
      'http',
    ],
  ],
  admin: [
    'src/api/admin',
    [
      ...GROUND,
      'channels',
      'knowledge',
      'escalation',
      'inbound',
      'delivery',
      'routing',
      'trials',
      'transcript',
      'evaluation',
      'webhooks',
      'auth',
      'http',
    ],
  ],
  webhooks: ['src/api/webhooks', [...GROUND, 'net']],
  v1: ['src/api/v1', [...GROUND, 'handoff', 'delivery', 'auth', 'http']],
  sandbox: ['src/sandbox', ['config', 'model', 'settings', 'channels', 'http']],
};

/** A package, and the only files that may import it. */
const PACKAGES = {
  twilio: ['^src/channels/twilio/'],
  openai: ['^src/intelligence/assistant/openai'],
  'socket\\.io': ['^src/api/(live|widget)/'],
  '@nestjs/websockets': ['^src/api/(live|widget)/'],
  '@nestjs/platform-socket\\.io': ['^src/api/(live|widget)/'],
  '@node-rs/argon2': ['^src/api/auth/'],
  redis: ['^src/foundation/events/'],
  yaml: ['^src/foundation/config/'],
  typeorm: ['^src/foundation/(database|model)/', '^src/api/admin/'],
  eld: ['^src/intelligence/knowledge/'],
  commander: ['^src/cli\\.ts$'],
  mailparser: ['^src/channels/email/'],
};

const own = (room) => `^${ROOMS[room][0]}/`;

module.exports = {
  forbidden: [
    ...Object.entries(ROOMS).map(([room, [, may]]) => ({
      name: `${room}-imports`,
      comment: `${room} may import ${may.length === 0 ? 'nothing of ours' : may.join(', ')}.`,
      severity: 'error',
      from: { path: own(room) },
      to: { path: '^src/', pathNot: [own(room), ...may.map(own)] },
    })),
    ...Object.entries(PACKAGES).map(([name, places]) => ({
      name: `package-${name.replace(/[^a-z0-9]+/gi, '-')}`,
      severity: 'error',
      from: { path: '^src/', pathNot: places },
      to: { path: `^node_modules/${name}/` },
    })),
    {
      name: 'every-file-has-a-room',
      comment: 'A file outside all rooms is bound by no rule.',
      severity: 'error',
      from: {},
      to: { path: '^src/.+/', pathNot: Object.keys(ROOMS).map(own) },
    },
    {
      name: 'channels-are-strangers',
      comment: 'One channel never imports another; twilio/ is the wire that two of them share.',
      severity: 'error',
      from: { path: '^src/channels/(sms|whatsapp|email|web)/' },
      to: { path: '^src/channels/(sms|whatsapp|email|web)/', pathNot: '^src/channels/$1/' },
    },
    {
      name: 'adapters-are-named-once',
      comment: 'Only channels.module.ts names adapters.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: [
          '^src/channels/(sms|whatsapp|email|web|twilio)/',
          '^src/channels/channels\\.module\\.ts$',
          '^src/sandbox/',
        ],
      },
      to: {
        // Reading is pure, and measured from outside.
        pathNot: '^src/channels/email/read/',
        path: '^src/channels/(sms|whatsapp|email|web|twilio)/',
      },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-barrels', severity: 'error', from: {}, to: { path: '/index\\.tsx?$', pathNot: '^node_modules/' } },
    {
      name: 'no-drawers',
      comment: 'A folder is named for what it holds.',
      severity: 'error',
      from: {},
      to: { path: '/(utils?|common|helpers?|shared|misc|lib)/', pathNot: '^node_modules/' },
    },
    {
      name: 'not-to-tests',
      severity: 'error',
      from: { path: '^(src|web)/' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'web-takes-only-the-contract',
      comment: 'Browsers share types with the server, nothing else.',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^src/', pathNot: ['^src/api/http/contract\\.ts$', '^src/sandbox/contract\\.ts$'] },
    },
    {
      name: 'roots-are-not-imported',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main|cli)\\.ts$' },
      to: { path: '^src/(main|cli|app\\.module)\\.ts$' },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'only-run-time-packages',
      comment: 'The image is installed without development packages.',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg'],
        pathNot: '^node_modules/(@types/|fastify/)',
        dependencyTypesNot: ['type-only'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
};
