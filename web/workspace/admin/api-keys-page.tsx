/** API keys: which other systems may start handoffs or ask how a conversation stands. */
import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { ApiKeyEdit, ApiKeyToken, ApiKeyView, ApiScope } from '../../../src/api/http/contract';
import { useChange } from '../api/admin';
import { post, remove } from '../api/client';
import { useApiKeys } from '../api/webhooks';
import { Tag } from '../inbox/tag';
import { EmptyState } from '../shell/states';
import { fullTime } from '../words/time';
import { AdminFrame } from './admin-frame';
import classes from './admin.module.css';
import { ConfirmButton } from './confirm-button';
import { CopyField } from './copy-field';
import { FormDrawer } from './form-drawer';

const SCOPES: Record<ApiScope, string> = {
  'handoff:write': 'Start handoffs',
  'conversation:read': 'Ask how a conversation stands',
};
const NEW: ApiKeyEdit = { name: '', scopes: ['handoff:write', 'conversation:read'] };

export function ApiKeysPage() {
  const keys = useApiKeys();
  const [adding, setAdding] = useState(false);
  const [token, setToken] = useState<string | null>(null);
  return (
    <AdminFrame
      title="API keys"
      intro="Other systems start handoffs with a key. It is shown once, and revoked for good."
      query={keys}
      action={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
          Make a key
        </Button>
      }
    >
      {keys.rows.length === 0 ? (
        <EmptyState title="No key yet">Make one for each system that shall hand customers over.</EmptyState>
      ) : (
        <ul className={classes.cards}>
          {keys.rows.map((key) => (
            <Key key={key.id} apiKey={key} />
          ))}
        </ul>
      )}
      {keys.hasNextPage && (
        <Button variant="default" loading={keys.isFetchingNextPage} onClick={() => void keys.fetchNextPage()}>
          Show more
        </Button>
      )}
      {adding && <KeyForm onToken={setToken} onClose={() => setAdding(false)} />}
      <Modal
        opened={token !== null}
        onClose={() => setToken(null)}
        title="The API key"
        closeOnClickOutside={false}
        zIndex={400}
      >
        <CopyField
          label="Key"
          description="Shown this once. Send it as Authorization: Bearer and the key."
          value={token ?? ''}
        />
        <Button mt="lg" fullWidth onClick={() => setToken(null)}>
          I have kept it
        </Button>
      </Modal>
    </AdminFrame>
  );
}

function Key({ apiKey }: { apiKey: ApiKeyView }) {
  const { id, name, hint, scopes, createdAt, lastUsedAt, revokedAt } = apiKey;
  const revoke = useChange({
    run: () => remove(`/api/admin/api-keys/${id}`),
    said: () => `${name} is revoked.`,
    failure: 'It was not revoked',
  });
  return (
    <li className={classes.card}>
      <div className={classes.cardMain}>
        <div className={classes.cardWords}>
          <h2 className={classes.cardTitle} title={name}>
            {name}
          </h2>
          <p className={classes.cardSub} title={`Made ${fullTime(createdAt)}`}>
            {hint}… · {lastUsedAt === null ? 'never used' : `last used ${fullTime(lastUsedAt)}`}
          </p>
          <p className={classes.tags}>
            {revokedAt !== null && <Tag tone="danger">Revoked</Tag>}
            {scopes.map((scope) => (
              <Tag key={scope}>{SCOPES[scope]}</Tag>
            ))}
          </p>
        </div>
      </div>
      {revokedAt === null && (
        <div className={classes.cardButtons}>
          <ConfirmButton
            size="xs"
            question={`Revoke ${name}?`}
            consequence="Whoever uses it is refused from now on. It cannot be taken back."
            confirm="Revoke key"
            loading={revoke.busy}
            onConfirm={() => revoke.run(undefined)}
          >
            Revoke<span className="sr-only"> {name}</span>
          </ConfirmButton>
        </div>
      )}
    </li>
  );
}

function KeyForm({ onToken, onClose }: { onToken: (token: string) => void; onClose: () => void }) {
  const [edit, setEdit] = useState(NEW);
  const save = useChange({
    run: (body: ApiKeyEdit) => post<ApiKeyToken>('/api/admin/api-keys', body),
    said: null,
    onDone: ({ token }) => {
      onToken(token);
      onClose();
    },
  });
  return (
    <FormDrawer
      opened
      title="Make a key"
      dirty={edit.name !== ''}
      busy={save.busy}
      problem={save.problem}
      submit="Make key"
      onSubmit={() => save.run(edit)}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        description="The system that calls; agents read it"
        required
        maxLength={100}
        value={edit.name}
        onChange={(event) => setEdit({ ...edit, name: event.currentTarget.value })}
      />
      <Checkbox.Group label="May" value={edit.scopes} onChange={(scopes) => setEdit({ ...edit, scopes: scopes })}>
        {(Object.keys(SCOPES) as ApiScope[]).map((scope) => (
          <Checkbox key={scope} value={scope} label={SCOPES[scope]} mt={8} />
        ))}
      </Checkbox.Group>
    </FormDrawer>
  );
}
