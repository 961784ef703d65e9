/** The sandbox's own API: phones, what they say, faults and live news. */
import type { FaultSwitch, NewPhoneMessage, PhoneList, PhoneMessage } from '../../src/sandbox/contract';

async function call<T>(path: string, body?: unknown): Promise<T> {
  const response = await fetch(`/sandbox/api${path}`, {
    ...(body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const answer = (await response.json().catch(() => null)) as (T & { detail?: string }) | null;
  if (!response.ok || answer === null) throw new Error(answer?.detail ?? `The server answered ${response.status}.`);
  return answer;
}

export const phones = () => call<PhoneList>('/phones');
export const messagesOf = (id: string) =>
  call<{ messages: PhoneMessage[] }>(`/phones/${id}/messages`).then((list) => list.messages);
export const write = (id: string, said: Partial<NewPhoneMessage>, to: string) =>
  call<PhoneMessage>(`/phones/${id}/messages`, { ...said, to });
export const faults = () => call<FaultSwitch>('/faults');
export const setFaults = (kind: FaultSwitch['kind']) =>
  call<FaultSwitch>('/faults', { kind, times: kind === 'none' ? null : 1 });

/** Live news; `ready` also after each reconnect: read everything again. */
export function listen(on: {
  ready: () => void;
  message: (message: PhoneMessage) => void;
  faults: (state: FaultSwitch) => void;
  lost: () => void;
}): () => void {
  const source = new EventSource('/sandbox/api/events');
  source.addEventListener('ready', on.ready);
  source.addEventListener('error', on.lost);
  source.addEventListener('message', (event) =>
    on.message(JSON.parse((event as MessageEvent<string>).data) as PhoneMessage),
  );
  source.addEventListener('faults', (event) =>
    on.faults(JSON.parse((event as MessageEvent<string>).data) as FaultSwitch),
  );
  return () => source.close();
}
