/** @jsxImportSource preact */
/** The sandbox page: virtual phones and the web chat beside each other. What is typed here travels the real path. */
import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { FaultSwitch, PhoneList, PhoneMessage } from '../../src/sandbox/contract';
import { faults, listen, messagesOf, phones, setFaults } from './api';
import { Phone } from './phone';
import './styles.css';

const FAULTS: Partial<Record<FaultSwitch['kind'], string>> = {
  none: 'The provider works',
  rate_limited: 'Refuse the next send: too fast (429)',
  server_error: 'Fail the next send: error 500',
  accept_then_cut: 'Take the next send, then cut the line',
  cut: 'Cut the line on the next send',
  slow: 'Answer the next send 20 s late',
  undelivered: 'Take the next send, never deliver it',
};

const TRY = ['How do I freeze my card?', 'this charge is not mine, let me talk to a person'];

function Sandbox() {
  const [list, setList] = useState<PhoneList | null>(null);
  const [messages, setMessages] = useState<Record<string, PhoneMessage[]>>({});
  const [fault, setFault] = useState<FaultSwitch | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    const read = async () => {
      const all = await phones();
      const threads = await Promise.all(
        all.phones.map(async (phone) => [phone.id, await messagesOf(phone.id)] as const),
      );
      setList(all);
      setMessages(Object.fromEntries(threads));
      setFault(await faults());
      setProblem(null);
    };
    const fail = (cause: unknown) => setProblem(cause instanceof Error ? cause.message : 'The server did not answer.');
    return listen({
      ready: () => void read().catch(fail),
      faults: setFault,
      lost: () => setProblem('The line to Baton is down. It is tried again by itself; check that it runs.'),
      message: (message) =>
        setMessages((before) => {
          const thread = before[message.phoneId] ?? [];
          const known = thread.some((one) => one.id === message.id);
          const next = known ? thread.map((one) => (one.id === message.id ? message : one)) : [...thread, message];
          return { ...before, [message.phoneId]: next };
        }),
    });
  }, []);

  return (
    <>
      <header class="top">
        <div>
          <h1>Sandbox</h1>
          <p>
            Virtual phones and a web chat. Signed webhooks, the real client, a pretended provider: nothing leaves this
            machine.
          </p>
        </div>
        <label>
          Provider
          <select
            value={fault?.kind ?? 'none'}
            onChange={(event) =>
              void setFaults(event.currentTarget.value as FaultSwitch['kind']).then(setFault, (cause: Error) =>
                setProblem(cause.message),
              )
            }
          >
            {Object.entries(FAULTS).map(([kind, label]) => (
              <option key={kind} value={kind}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <a class="button" href="/" target="_blank">
          Open the inbox
        </a>
      </header>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <main>
        {list === null && !problem && <p class="loading">Switching the phones on…</p>}
        {list?.phones.map((phone) => (
          <Phone
            key={phone.id}
            phone={phone}
            business={linesOf(phone, list)}
            messages={messages[phone.id] ?? []}
            suggestion={phone.owner === 'customer' ? TRY : []}
          />
        ))}
        {list?.site && <WebChat site={list.site} />}
      </main>
    </>
  );
}

/** Customers are never given the number that an agent's own phone writes to. */
function linesOf(phone: PhoneList['phones'][number], list: PhoneList): PhoneList['business'] {
  const staff = new Set(list.phones.filter((one) => one.owner === 'agent').map((one) => one.writesTo));
  return phone.owner === 'agent'
    ? list.business.filter((line) => line.number === phone.writesTo)
    : list.business.filter((line) => !staff.has(line.number));
}

/** The widget as a customer's own page would load it. */
function WebChat({ site }: { site: string }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!box.current || box.current.childElementCount > 0) return;
    const script = document.createElement('script');
    script.src = '/widget.js';
    script.dataset['site'] = site;
    script.dataset['target'] = '#web-chat';
    document.head.append(script);
  }, [site]);
  return (
    <section class="phone web" aria-label="Web chat">
      <header>
        <h2>Web chat</h2>
        <p>The widget, as on a customer's page</p>
      </header>
      <div id="web-chat" ref={box} />
    </section>
  );
}

const root = document.getElementById('root');
if (root) render(<Sandbox />, root);
