/**
 * Prism between the official client and the emulator: `prism.cjs UPSTREAM` listens on loopback, says its port on the first line, and then a
 * line of JSON for each call: { operation, status, violations } against what Twilio publishes of its own interface.
 */
const { createServer } = require('node:http');
const { getHttpOperationsFromSpec, createInstance } = require('@stoplight/prism-http');

const METHODS = ['get', 'post', 'put', 'delete'];
/** The interfaces that Baton speaks to, and the paths of them that it may call. */
const SPOKEN = {
  twilio_api_v2010:
    /^\/2010-04-01\/Accounts\/\{(Sid|AccountSid)\}(\.json|\/(Messages|IncomingPhoneNumbers)(\/|\.json))/,
  twilio_messaging_v1: /^\/v1\/(Services|a2p\/BrandRegistrations|Tollfree)/,
  twilio_messaging_v2: /^\/v2\/Channels\/Senders/,
  twilio_content_v1: /^\/v1\/(Content|ContentAndApprovals)/,
};

function published(name, paths) {
  // What is called a URI in the oldest interface is a path: in its own published examples too.
  const spec = JSON.parse(
    JSON.stringify(require(`@twilio/cli-core/src/services/twilio-api/${name}.json`), (key, value) =>
      name === 'twilio_api_v2010' && key === 'format' && value === 'uri' ? undefined : value,
    ),
  );
  spec.paths = Object.fromEntries(Object.entries(spec.paths).filter(([path]) => paths.test(path)));
  for (const item of Object.values(spec.paths)) {
    for (const method of METHODS) {
      const form = item[method]?.requestBody?.content?.['application/x-www-form-urlencoded'];
      // Lists go as one parameter for each of their values, which the published form leaves out.
      const lists = Object.entries(form?.schema?.properties ?? {}).filter(([, { type }]) => type === 'array');
      if (form) form.encoding = Object.fromEntries(lists.map(([key]) => [key, { style: 'form', explode: true }]));
    }
  }
  return getHttpOperationsFromSpec(spec);
}

function body(request) {
  return new Promise((resolve) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => resolve(Buffer.concat(chunks).toString()));
  });
}

async function main() {
  const upstream = new URL(process.argv[2]);
  const operations = (await Promise.all(Object.entries(SPOKEN).map(([name, paths]) => published(name, paths)))).flat();
  const silent = { child: () => silent };
  for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'success', 'start', 'note'])
    silent[level] = () => undefined;
  const prism = createInstance(
    {
      isProxy: true,
      upstream,
      validateRequest: true,
      validateResponse: true,
      checkSecurity: true,
      errors: false,
      mock: { dynamic: false },
    },
    { logger: silent },
  );
  const tell = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://127.0.0.1');
    const query = {};
    for (const key of searchParams.keys()) {
      const values = searchParams.getAll(key);
      query[key] = values.length === 1 ? values[0] : values;
    }
    const text = await body(request);
    const json = (request.headers['content-type'] ?? '').startsWith('application/json');
    const { host, connection, ...headers } = request.headers;
    const input = {
      method: request.method.toLowerCase(),
      url: { path: pathname, query },
      headers,
      body: text === '' ? undefined : json ? JSON.parse(text) : text,
    };
    const ended = await prism.request(input, operations, undefined)();
    const operation = `${request.method} ${pathname}`;
    if (ended._tag === 'Left') {
      const { status = 500, title, detail, validation } = ended.left;
      tell({
        operation,
        status,
        violations: [{ at: 'request', says: title ?? String(ended.left), detail, validation }],
      });
      return response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(JSON.stringify({ code: status, message: String(title), status }));
    }
    const { output, validations } = ended.right;
    const violations = ['input', 'output'].flatMap((side) =>
      validations[side].map(({ path = [], message }) => ({ at: [side, ...path].join('.'), says: message })),
    );
    tell({ operation, status: output.statusCode, violations });
    const { 'content-length': length, 'transfer-encoding': coding, ...kept } = output.headers ?? {};
    response
      .writeHead(output.statusCode, kept)
      .end(typeof output.body === 'string' ? output.body : JSON.stringify(output.body));
  });
  server.listen(0, '127.0.0.1', () => tell({ port: server.address().port, operations: operations.length }));
}

void main();
