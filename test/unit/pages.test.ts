/** Laws of the pages: who may load them, how long they are kept, and that nothing beside them is served. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { toProblem } from '../../src/api/http/problem.filter';
import { servePages } from '../../src/api/http/pages';

const folder = mkdtempSync(join(tmpdir(), 'baton-pages-'));
const root = join(folder, 'web');
const fastify = new FastifyAdapter().getInstance();
let demo = true;

beforeAll(async () => {
  mkdirSync(join(root, 'assets'), { recursive: true });
  mkdirSync(join(root, 'sandbox'));
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(root, 'index.html'), 'workspace');
  writeFileSync(join(root, 'sandbox/index.html'), 'sandbox');
  writeFileSync(join(root, 'widget.js'), 'widget');
  writeFileSync(join(root, 'assets/main-abc123.js'), 'main');
  // The application's filter gives a fault its status; here stands as much of it as is needed.
  fastify.setErrorHandler((error, _request, reply) => {
    void reply.status(toProblem(error).status).send();
  });
  await servePages(fastify, { sandboxAllowed: () => demo, root });
});
afterAll(async () => {
  await fastify.close();
  rmSync(folder, { recursive: true });
});

const get = (url: string) => fastify.inject({ method: 'GET', url });

it.each(['/', '/inbox', '/inbox/mine/some-id', '/admin/teams', '/reset?token=x', '/decisions/some-id', '/me'])(
  '%s is the workspace, asked for anew each time',
  async (url) => {
    const { statusCode, body, headers } = await get(url);
    expect([statusCode, body, headers['cache-control']]).toEqual([200, 'workspace', 'no-cache']);
  },
);

it('an unknown address is not the workspace', async () => {
  for (const url of ['/nothing', '/api/nothing', '/index.html', '/assets/nothing.js'])
    expect([url, (await get(url)).statusCode]).toEqual([url, 404]);
});

it('what is named by its hash is kept for good', async () => {
  const { body, headers } = await get('/assets/main-abc123.js');
  expect(body).toBe('main');
  expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
});

it('no name leaves the folder', async () => {
  const names = [
    '..%2findex.html',
    '..%2f..%2fsecret.txt',
    '%2e%2e%2f%2e%2e%2fsecret.txt',
    '..%5c..%5csecret.txt',
    '%00',
  ];
  for (const name of names) {
    const { statusCode, body } = await get(`/assets/${name}`);
    expect([name, statusCode, body.includes('secret')]).toEqual([name, 404, false]);
  }
});

it('other sites may load the widget, and only the widget', async () => {
  expect((await get('/widget.js')).headers).toMatchObject({
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
  });
  expect((await get('/')).headers['access-control-allow-origin']).toBeUndefined();
});

it('the sandbox page is there only while nothing real is configured', async () => {
  expect((await get('/sandbox')).body).toBe('sandbox');
  demo = false;
  expect((await get('/sandbox')).statusCode).toBe(404);
});
