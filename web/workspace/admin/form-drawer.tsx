/** A form that slides in from the side: its problem on top, its buttons always in reach, and a question before typed words are thrown away. */
import { Button, Drawer, Group, Modal, Text } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import type { Problem } from '../api/problem';
import { ProblemAlert } from '../shell/states';
import classes from './admin.module.css';

interface Props {
  opened: boolean;
  title: string;
  /** Something was typed that is not saved. */
  dirty: boolean;
  busy: boolean;
  problem: Problem | null;
  submit: string;
  onSubmit: () => void;
  onClose: () => void;
  /** Beside the buttons, e.g. "Delete". */
  aside?: ReactNode;
  children: ReactNode;
}

export function FormDrawer({ opened, title, dirty, busy, problem, submit, onSubmit, onClose, aside, children }: Props) {
  const [asks, setAsks] = useState(false);
  const close = () => (dirty && !busy ? setAsks(true) : onClose());
  const send = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <>
      <Drawer
        opened={opened}
        onClose={close}
        position="right"
        size={600}
        title={title}
        padding={0}
        classNames={{ header: classes.formHeader, body: classes.formBody, content: classes.formContent }}
      >
        <form onSubmit={send} className={classes.form}>
          <div className={classes.fields}>
            {problem && <ProblemAlert problem={problem} />}
            {children}
          </div>
          <footer className={classes.formFoot}>
            {aside}
            <Group gap="sm" ml="auto">
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button type="submit" loading={busy}>
                {submit}
              </Button>
            </Group>
          </footer>
        </form>
      </Drawer>
      <Modal opened={asks} onClose={() => setAsks(false)} title="Throw the changes away?" zIndex={400}>
        <Text size="sm">What you entered here is not saved yet.</Text>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={() => setAsks(false)} data-autofocus>
            Keep editing
          </Button>
          <Button
            color="red.8"
            onClick={() => {
              setAsks(false);
              onClose();
            }}
          >
            Throw away
          </Button>
        </Group>
      </Modal>
    </>
  );
}
