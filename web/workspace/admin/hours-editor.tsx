/** A team's week and its holidays, in the team's own wall-clock time. */
import { ActionIcon, Button, Input, SegmentedControl, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { TeamEdit } from '../../../src/api/http/contract';
import classes from './admin.module.css';

type Hours = TeamEdit['hours'];
type Shift = Hours['weekly'][number];

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const OFFICE: Shift[] = [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '17:00' }));

export function HoursEditor({ hours, onChange }: { hours: Hours; onChange: (hours: Hours) => void }) {
  const always = hours.weekly.length === 0;
  const weekly = (list: Shift[]) => onChange({ ...hours, weekly: list });
  return (
    <>
      <Input.Wrapper
        label="Hours"
        labelElement="div"
        description="A shift that ends at or before its beginning ends the next day."
      >
        <SegmentedControl
          mt={6}
          fullWidth
          aria-label="Hours"
          data={[
            { value: 'always', label: 'Always open' },
            { value: 'weekly', label: 'By the week' },
          ]}
          value={always ? 'always' : 'weekly'}
          onChange={(value) => weekly(value === 'always' ? [] : OFFICE)}
        />
      </Input.Wrapper>
      {!always && (
        <ul className={classes.week}>
          {DAYS.map((name, index) => (
            <Day key={name} name={name} day={index + 1} weekly={hours.weekly} onChange={weekly} />
          ))}
        </ul>
      )}
      <Holidays holidays={hours.holidays} onChange={(holidays) => onChange({ ...hours, holidays })} />
    </>
  );
}

interface DayProps {
  name: string;
  day: number;
  weekly: Shift[];
  onChange: (weekly: Shift[]) => void;
}

function Day({ name, day, weekly, onChange }: DayProps) {
  const shifts = weekly.filter((shift) => shift.day === day);
  const replace = (old: Shift, by: Shift | null) =>
    onChange(weekly.flatMap((shift) => (shift === old ? (by ? [by] : []) : [shift])));
  // The last shift of the last day cannot go: an empty week means always open.
  const only = weekly.length === 1;
  return (
    <li className={classes.weekDay}>
      <span className={classes.weekName}>{name}</span>
      <div className={classes.shifts}>
        {shifts.length === 0 && <span className={classes.quiet}>Closed</span>}
        {shifts.map((shift, index) => (
          <div key={index} className={classes.shift}>
            <TextInput
              size="xs"
              type="time"
              aria-label={`${name}, shift ${index + 1} from`}
              value={shift.from}
              onChange={(event) => replace(shift, { ...shift, from: event.currentTarget.value || shift.from })}
            />
            <span aria-hidden>–</span>
            <TextInput
              size="xs"
              type="time"
              aria-label={`${name}, shift ${index + 1} to`}
              value={shift.to === '24:00' ? '00:00' : shift.to}
              onChange={(event) => replace(shift, { ...shift, to: event.currentTarget.value || shift.to })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              disabled={only}
              aria-label={`Remove shift ${index + 1} of ${name}`}
              onClick={() => replace(shift, null)}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </div>
        ))}
      </div>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`Add a shift on ${name}`}
        onClick={() => onChange([...weekly, { day, from: '09:00', to: '17:00' }])}
      >
        <IconPlus size={16} aria-hidden />
      </ActionIcon>
    </li>
  );
}

interface HolidaysProps {
  holidays: Hours['holidays'];
  onChange: (holidays: Hours['holidays']) => void;
}

function Holidays({ holidays, onChange }: HolidaysProps) {
  const replace = (index: number, by: Hours['holidays'][number] | null) =>
    onChange(holidays.flatMap((holiday, at) => (at === index ? (by ? [by] : []) : [holiday])));
  const today = new Date();
  const local = `${today.getFullYear()}-${String(today.getMonth() + 1).padStart(2, '0')}-${String(today.getDate()).padStart(2, '0')}`;
  return (
    <Input.Wrapper label="Holidays" labelElement="div" description="Whole days on which no shift begins">
      <div className={classes.holidays}>
        {holidays.map((holiday, index) => (
          <div key={index} className={classes.shift}>
            <TextInput
              size="xs"
              type="date"
              aria-label={`Date of holiday ${index + 1}`}
              value={holiday.date}
              onChange={(event) => replace(index, { ...holiday, date: event.currentTarget.value || holiday.date })}
            />
            <TextInput
              size="xs"
              className={classes.grow}
              aria-label={`Name of holiday ${index + 1}`}
              placeholder="Name"
              maxLength={100}
              value={holiday.name}
              onChange={(event) => replace(index, { ...holiday, name: event.currentTarget.value })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Remove holiday ${holiday.name || index + 1}`}
              onClick={() => replace(index, null)}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </div>
        ))}
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => onChange([...holidays, { date: local, name: '' }])}
        >
          Add holiday
        </Button>
      </div>
    </Input.Wrapper>
  );
}
