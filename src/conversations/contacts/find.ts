/** Finding the person whom an operator names by an address. */
import type { Queryable } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';

/** The contact's id. The address as it is stored: a number in the form +15550100, a mail address, or a visitor's id. */
export async function contactOf(q: Queryable, address: string): Promise<string> {
  const rows = await q.query<{ contact_id: string }>(
    'select distinct contact_id from contact_address where address = $1 or (kind = $2 and address = lower($1))',
    [address.trim(), 'email'],
  );
  const [only, another] = rows;
  if (!only) {
    throw new Fault(
      'not-found',
      `Nobody is known by ${address}. Write a number with its +, as the contact panel shows it.`,
    );
  }
  if (another) throw new Fault('conflict', `Several customers are known by ${address}; name one by another address.`);
  return only.contact_id;
}
