/** The least that can be: node:http, no framework, no signature, no masking, and the same SQL in the same batches. */
import { createServer } from 'node:http';
import { parse } from 'node:querystring';
import { Database } from '../../src/foundation/database/database';
import { createPool } from '../../src/foundation/database/pool';
import { newId } from '../../src/foundation/model/ids';
import { GroupCommit } from '../../src/pipeline/inbound/group-commit';
import { prepared, type Arrival } from '../../src/pipeline/inbound/statement';
import { openWriters, WRITERS } from '../../src/pipeline/inbound/writers';

const { DATABASE_URL = '', PORT = '0', ACCOUNT = '', TEAM = '' } = process.env;
const writers = openWriters(new Database(createPool(DATABASE_URL)));
const commits = new GroupCommit<Arrival, true>({
  writers: WRITERS,
  most: 256,
  room: 20_000,
  key: (arrival) => arrival.address,
  write: async (arrivals) => {
    const { text, values, name } = prepared(arrivals);
    await writers.query(text, values, name);
    return arrivals.map(() => true);
  },
});

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const form = parse(Buffer.concat(chunks).toString());
    const arrival: Arrival = {
      accountId: ACCOUNT,
      frontTeamId: TEAM,
      providerId: String(form['MessageSid']),
      kind: 'phone',
      address: String(form['From']),
      name: null,
      messageId: newId(),
      text: String(form['Body']),
      content: {},
      attachments: [],
      quiet: false,
      participantOf: null,
      hadOurs: false,
      mayConsent: false,
      providerConsent: null,
    };
    commits.add(arrival).then(
      () => response.writeHead(200, { 'content-type': 'text/xml', 'content-length': 11 }).end('<Response/>'),
      () => response.writeHead(500).end(),
    );
  });
}).listen(Number(PORT), '127.0.0.1', () => process.send?.('listening'));
