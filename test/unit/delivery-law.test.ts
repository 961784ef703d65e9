/** The law of a delivery, the send gate and the retry: pure values. */
import fc from 'fast-check';
import type { Capabilities } from '../../src/channels/channel';
import { afterReceipt, type DeliveryState, type ReceiptState } from '../../src/foundation/model/delivery';
import { verdict } from '../../src/pipeline/delivery/gate';
import { MAX_ATTEMPTS, retryDelay } from '../../src/pipeline/delivery/retry';

const receipts: ReceiptState[] = ['accepted', 'delivered', 'read', 'failed'];

describe('a receipt', () => {
  it('leads to the same end in whatever order and however often it comes', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(receipts, { minLength: 1 }),
        fc.array(fc.constantFrom(...receipts)),
        (set, repeats) => {
          const run = (order: ReceiptState[]) => order.reduce<DeliveryState>(afterReceipt, 'sending');
          const noisy = [...set, ...repeats.filter((receipt) => set.includes(receipt))];
          expect(run(noisy)).toBe(run([...set].sort()));
        },
      ),
    );
  });

  it('never moves a delivery backwards', () => {
    expect(afterReceipt('read', 'delivered')).toBe('read');
    expect(afterReceipt('delivered', 'accepted')).toBe('delivered');
    expect(afterReceipt('delivered', 'failed')).toBe('delivered');
  });

  it('resolves an unknown send', () => {
    expect(afterReceipt('unknown', 'delivered')).toBe('delivered');
    expect(afterReceipt('unknown', 'failed')).toBe('failed');
  });

  it('does not revive what was withdrawn', () => {
    for (const receipt of receipts) expect(afterReceipt('withdrawn', receipt)).toBe('withdrawn');
  });
});

describe('the send gate', () => {
  const sms: Capabilities = {
    text: { markup: 'plain', maxLength: 1600, advisedLength: 320, segments: true },
    replyWindow: null,
    threading: 'address',
    receipts: ['accepted', 'delivered', 'failed'],
    pace: 'live',
    addressKind: 'phone',
    typing: false,
    consentWords: true,
    automaticAnswers: null,
    choices: false,
  };
  const whatsapp: Capabilities = { ...sms, replyWindow: { hours: 24 } };
  const now = new Date('2026-03-02T12:00:00Z');
  const free = {
    optedOut: false,
    lastInboundAt: new Date('2026-03-02T11:00:00Z'),
    accountActive: true,
    unreachable: null,
  };

  it('lets a short text out to somebody who wrote an hour ago', () => {
    expect(verdict(whatsapp, free, 20, now).blocked).toBeNull();
  });

  it('puts STOP above everything', () => {
    expect(verdict(sms, { ...free, optedOut: true, accountActive: false }, 9_999, now).fault).toBe('opted-out');
  });

  it('closes a 24-hour window after 24 hours, and only where there is one', () => {
    const late = { ...free, lastInboundAt: new Date('2026-03-01T11:59:59Z') };
    expect(verdict(whatsapp, late, 20, now).fault).toBe('window-closed');
    expect(verdict(whatsapp, { ...late, lastInboundAt: null }, 20, now).fault).toBe('window-closed');
    expect(verdict(sms, late, 20, now).blocked).toBeNull();
  });

  it('refuses what is longer than the wire takes, and says both lengths', () => {
    expect(verdict(sms, free, 1601, now).blocked).toContain('1601 characters, at most 1600');
  });
});

describe('a retry', () => {
  it('waits longer each time, at least as long as the provider asks, and ends', () => {
    expect(retryDelay(1, 0)).toBe(2_000);
    expect(retryDelay(4, 0)).toBe(16_000);
    expect(retryDelay(1, 0, 30_000)).toBe(30_000);
    expect(retryDelay(MAX_ATTEMPTS, 0)).toBeNull();
  });

  it('spreads by at most a fifth', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: MAX_ATTEMPTS - 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempts, random) => {
          const least = retryDelay(attempts, 0) ?? 0;
          expect(retryDelay(attempts, random)).toBeGreaterThanOrEqual(least);
          expect(retryDelay(attempts, random)).toBeLessThanOrEqual(least * 1.2 + 1);
        },
      ),
    );
  });
});
