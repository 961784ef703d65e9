/** The name of the house. */
import { Group, Text } from '@mantine/core';
import logo from '../favicon.svg';

export function Mark({ small = false }: { small?: boolean }) {
  return (
    <Group gap={8} wrap="nowrap">
      <img src={logo} alt="" width={26} height={26} />
      <Text fw={700} size="lg" className={small ? 'sr-only' : undefined}>
        Baton
      </Text>
    </Group>
  );
}
