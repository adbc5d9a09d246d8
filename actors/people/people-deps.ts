import type { Clock } from '../../runtime/clock.ts';
import type { Log } from '../../runtime/ports/log.ts';
import type { SignUpMode } from '../people-views.ts';
import type { AddressBlocks } from '../ports/address-blocks.ts';
import type { AttemptCounters } from '../ports/attempt-counters.ts';
import type { Mailer } from '../ports/mailer.ts';
import type { PasswordHasher } from '../ports/password-hasher.ts';
import type { PeopleStore } from '../ports/people-store.ts';
import type { SessionStore } from '../ports/session-store.ts';

/** What the service people works with. */
export interface PeopleDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly store: PeopleStore;
  readonly sessions: SessionStore;
  readonly hasher: PasswordHasher;
  readonly counters: AttemptCounters;
  readonly addresses: AddressBlocks;
  /** Without one, tokens are handed over by hand. */
  readonly mailer?: Mailer | undefined;
  /** From a generator that nobody can predict. */
  readonly randomBytes: (size: number) => Uint8Array;
  readonly signUp: SignUpMode;
  /** Lets in users whose passwords everybody knows, and shows them. */
  readonly isDemo: boolean;
}
