/** Something to take elsewhere: shown whole, copied with one press. */
import { Button, CopyButton, Input } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import classes from './admin.module.css';

export function CopyField({ label, description, value }: { label: string; description?: string; value: string }) {
  return (
    <Input.Wrapper label={label} description={description} labelElement="div">
      <div className={classes.copyField}>
        <code className={classes.copyValue}>{value}</code>
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <Button
              size="xs"
              variant="default"
              onClick={copy}
              leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
            >
              {copied ? 'Copied' : 'Copy'}
              <span className="sr-only"> {label}</span>
            </Button>
          )}
        </CopyButton>
      </div>
    </Input.Wrapper>
  );
}
