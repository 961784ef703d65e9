/** A server that speaks the streaming protocol of chat completions, as scripted: well or badly. Keeps a ledger of what it was asked. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface Asked {
  messages: { role: string; content: string | null }[];
  tools: string[];
  authorization: string | undefined;
}

export type Script = (response: ServerResponse, asked: Asked) => void | Promise<void>;

export interface ModelServer {
  url: string;
  ledger: Asked[];
  /** What the next requests get, one script each; the last one stays. */
  play(...scripts: Script[]): void;
  stop(): Promise<void>;
}

export async function startModelServer(): Promise<ModelServer> {
  const ledger: Asked[] = [];
  let scripts: Script[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    void (async () => {
      const body = JSON.parse(await read(request)) as {
        messages: Asked['messages'];
        tools?: { function: { name: string } }[];
      };
      const asked: Asked = {
        messages: body.messages,
        tools: (body.tools ?? []).map((tool) => tool.function.name),
        authorization: request.headers.authorization,
      };
      ledger.push(asked);
      const script = scripts.length > 1 ? scripts.shift() : scripts[0];
      await script?.(response, asked);
    })();
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    ledger,
    play: (...next) => {
      scripts = next;
      ledger.length = 0;
    },
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function read(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

const HEADERS = { 'content-type': 'text/event-stream' };

export function chunk(delta: Record<string, unknown>, finish: string | null = null): string {
  const choice = { index: 0, delta, finish_reason: finish };
  return `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 0, model: 'm', choices: [choice] })}\n\n`;
}

const USAGE = `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 0, model: 'm', choices: [], usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 } })}\n\ndata: [DONE]\n\n`;

/** Says the text in pieces and ends as it should. */
export const says =
  (text: string): Script =>
  (response) => {
    response.writeHead(200, HEADERS);
    for (const piece of text.match(/[\s\S]{1,7}/g) ?? []) response.write(chunk({ content: piece }));
    response.end(chunk({}, 'stop') + USAGE);
  };

/** Calls a tool, its arguments in two pieces. */
export const calls =
  (name: string, json: string): Script =>
  (response) => {
    const half = Math.ceil(json.length / 2);
    response.writeHead(200, HEADERS);
    response.write(
      chunk({
        tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name, arguments: json.slice(0, half) } }],
      }),
    );
    response.write(chunk({ tool_calls: [{ index: 0, function: { arguments: json.slice(half) } }] }));
    response.end(chunk({}, 'tool_calls') + USAGE);
  };

export const refuses =
  (status: number, headers: Record<string, string> = {}): Script =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify({ error: { message: 'no', type: 'test' } }));
  };

/** Takes the question and never answers. */
export const hangs: Script = () => undefined;

/** Begins well and goes silent without ending. */
export const stalls: Script = (response) => {
  response.writeHead(200, HEADERS);
  response.write(chunk({ content: 'Well, ' }));
};

/** Begins well and breaks the connection in the middle of a piece. */
export const breaks: Script = (response) => {
  response.writeHead(200, HEADERS);
  response.write(`${chunk({ content: 'Well, ' })}data: {"id":"c","choi`);
  setTimeout(() => response.destroy(), 20);
};

/** Ends politely without having finished. */
export const endsEarly: Script = (response) => {
  response.writeHead(200, HEADERS);
  response.end(chunk({ content: 'Well, ' }));
};

export const garbles: Script = (response) => {
  response.writeHead(200, HEADERS);
  response.end('data: {"id": oops}\n\n');
};

/** A piece a moment, for ever: never silent, never done. */
export const drips: Script = (response) => {
  response.writeHead(200, HEADERS);
  const timer = setInterval(() => response.write(chunk({ content: '.' })), 20);
  response.on('close', () => clearInterval(timer));
};
