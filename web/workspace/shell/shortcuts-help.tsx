/** The overlay that lists the keys, and switches the single ones off. */
import { Kbd, Modal, Switch, Table } from '@mantine/core';
import { usePreference } from '../session/preferences';

const KEYS: readonly [keys: string[], does: string][] = [
  [['j', '↓'], 'Next conversation in the list'],
  [['k', '↑'], 'Previous conversation'],
  [['Enter'], 'Open it'],
  [['a'], 'Accept, or take over from the assistant'],
  [['/'], 'Search messages and customers'],
  [['r'], 'Write a reply'],
  [['s'], 'Snooze what you hold'],
  [['n'], 'Write a note for colleagues'],
  [['Esc'], 'Leave the text field, then back to the list'],
  [['?'], 'This overview'],
];

export function ShortcutsHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [enabled, setEnabled] = usePreference('shortcuts');
  const [sendWith] = usePreference('sendWith');
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard shortcuts">
      <Table verticalSpacing={6}>
        <Table.Tbody>
          {[...KEYS, [[sendWith === 'enter' ? 'Enter' : 'Ctrl + Enter'], 'Send what you wrote'] as const].map(
            ([keys, does]) => (
              <Table.Tr key={does}>
                <Table.Td w={140}>
                  {keys.map((key) => (
                    <Kbd key={key} mr={4}>
                      {key}
                    </Kbd>
                  ))}
                </Table.Td>
                <Table.Td>{does}</Table.Td>
              </Table.Tr>
            ),
          )}
        </Table.Tbody>
      </Table>
      <Switch
        mt="md"
        label="Single-key shortcuts"
        description="Switch them off if dictation or a screen reader sets them off by accident."
        checked={enabled}
        onChange={(event) => setEnabled(event.currentTarget.checked)}
      />
    </Modal>
  );
}
