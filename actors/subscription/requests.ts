import type { Turn } from '../../runtime/turn.ts';
import { introduce } from '../trader.ts';
import type { SubscriptionState } from './subscription-state.ts';

/** Says what it trades and how far it has come, until it is answered. */
export function sayHello(state: SubscriptionState, turn: Turn): void {
  const { lane, strategy, instrument, allocation } = state.config;
  introduce(state, { lane, strategy, instrument, allocation }, turn);
}
