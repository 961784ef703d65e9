/** The texts that Baton brings along for WhatsApp, how far their approval is, and the button that submits what is missing. */
import { Button } from '@mantine/core';
import type { ListedAccount, StarterTemplateView } from '../../../src/api/http/contract';
import { useChange, useStarterTemplates } from '../api/admin';
import { post } from '../api/client';
import { asProblem } from '../api/problem';
import { Tag } from '../inbox/tag';
import { ProblemAlert } from '../shell/states';
import type { Tone } from '../words/words';
import classes from './admin.module.css';

const TONES: Record<string, Tone> = { approved: 'ok', rejected: 'danger', failed: 'danger', missing: 'plain' };
const TO_SUBMIT = new Set(['missing', 'unsubmitted', 'failed']);

export function StarterTemplates({ account }: { account: ListedAccount }) {
  const templates = useStarterTemplates(account.id);
  const submit = useChange({
    run: () => post<StarterTemplateView[]>(`/api/admin/accounts/${account.id}/starter-templates`),
    said: (all) => {
      const failed = all.filter(({ state }) => state === 'failed').length;
      return failed === 0
        ? 'The templates are with WhatsApp, which takes minutes to days.'
        : `${failed} templates could not be submitted.`;
    },
    failure: 'The templates were not submitted',
  });
  const open = templates.data?.filter(({ state }) => TO_SUBMIT.has(state)).length ?? 0;
  return (
    <section className={classes.starters}>
      <h3>Templates to begin with</h3>
      <p className={classes.quiet}>
        For customers whose reply window has closed, and for offers to agents, in six languages. WhatsApp approves each.
      </p>
      {templates.error ? (
        <ProblemAlert problem={asProblem(templates.error)} />
      ) : templates.isPending ? (
        <p role="status" className={classes.quiet}>
          Asking the provider …
        </p>
      ) : (
        <>
          <ul className={classes.findings}>
            {templates.data.map(({ name, language, body, state, detail }) => (
              <li key={`${name} ${language}`}>
                <Tag tone={TONES[state] ?? 'wait'}>{state}</Tag> {name} · {language}
                <p className={classes.quiet}>{detail ?? body}</p>
              </li>
            ))}
          </ul>
          {open > 0 && (
            <Button mt="md" loading={submit.busy} onClick={() => submit.run(undefined)}>
              Submit {open} for approval
            </Button>
          )}
        </>
      )}
    </section>
  );
}
