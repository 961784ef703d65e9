/** The law of a delivery: states settle once and never move back (receipts come unordered and repeated). */

export type DeliveryState =
  | 'queued'
  | 'sending'
  | 'unknown' // cut off after hand-over: resolved by asking the provider, never blindly resent
  | 'accepted'
  | 'delivered'
  | 'read'
  | 'failed'
  | 'withdrawn';

/** What a provider later says of a send. */
export type ReceiptState = 'accepted' | 'delivered' | 'read' | 'failed';

const RANK: Record<DeliveryState, number> = {
  queued: 0,
  sending: 1,
  unknown: 2,
  accepted: 3,
  failed: 4, // a provider's failure ends what was only accepted; proof of delivery outranks it
  delivered: 5,
  read: 6,
  withdrawn: 9,
};

/** The state after a receipt: the same when the receipt is older or the delivery has ended. */
export function afterReceipt(state: DeliveryState, receipt: ReceiptState): DeliveryState {
  if (state === 'withdrawn') return state;
  return RANK[receipt] > RANK[state] ? receipt : state;
}
