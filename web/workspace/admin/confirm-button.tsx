/** A button that asks before it does what cannot be undone. */
import { Button, Group, Modal, Text, type ButtonProps } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ReactNode } from 'react';

interface Props extends ButtonProps {
  question: string;
  consequence: string;
  confirm: string;
  /** Red for what destroys. */
  gentle?: boolean;
  onConfirm: () => void;
  children: ReactNode;
}

export function ConfirmButton({
  question,
  consequence,
  confirm,
  gentle = false,
  onConfirm,
  children,
  ...button
}: Props) {
  const [opened, dialog] = useDisclosure(false);
  return (
    <>
      <Button variant="default" {...button} onClick={dialog.open}>
        {children}
      </Button>
      <Modal opened={opened} onClose={dialog.close} title={question} zIndex={400}>
        <Text size="sm">{consequence}</Text>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={dialog.close} data-autofocus>
            Cancel
          </Button>
          <Button
            color={gentle ? undefined : 'red.8'}
            onClick={() => {
              dialog.close();
              onConfirm();
            }}
          >
            {confirm}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
