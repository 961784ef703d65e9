/** The switch that makes the emulated provider misbehave for the next sends, counted down to `none`. */
import type { FaultKind, FaultSwitch } from './contract';

const OFF: FaultSwitch = { kind: 'none', to: null, times: null, slowMs: 20_000, retryAfterSeconds: 1 };

export class Faults {
  private state: FaultSwitch = OFF;

  constructor(private readonly changed: (state: FaultSwitch) => void) {}

  current(): FaultSwitch {
    return this.state;
  }

  set(state: FaultSwitch): void {
    this.state = state.kind === 'none' ? { ...state, times: null } : state;
    this.changed(this.state);
  }

  /** The fault of one send to `to`, an address as Twilio spells it. */
  take(to: string): { kind: FaultKind; slowMs: number; retryAfterSeconds: number } {
    const { kind, times, slowMs, retryAfterSeconds } = this.aimedAt(to) ? this.state : OFF;
    if (kind !== 'none' && times !== null) this.set(times > 1 ? { ...this.state, times: times - 1 } : OFF);
    return { kind, slowMs, retryAfterSeconds };
  }

  private aimedAt(to: string): boolean {
    return this.state.to === null || to.replace(/^whatsapp:/u, '') === this.state.to;
  }
}
