// F1. A time step is taken by one statement and no earlier one after it, so a code that was seen is of no use (RFC 6238 §5.2).
// F2. A code is looked at only after the right password.
import { generateURI, ScureBase32Plugin, verifySync } from 'otplib';
import type { TotpOffer } from '../people-views.ts';
import type { Account } from '../ports/people-store.ts';
import type { PeopleDeps } from './people-deps.ts';
import { refusal } from './refusals.ts';
import { hashOf, newRecoveryCodes, recoveryHash } from './tokens.ts';

const ISSUER = 'Troupe';
const PERIOD_S = 30;
/** As long as the HMAC's output, as RFC 4226 §4 recommends. */
const SECRET_BYTES = 20;
/** One step before and one after: clocks of telephones are not exact. */
const TOLERANCE_S = PERIOD_S;

export interface SecondFactor {
  /** Makes a secret, in force once confirmed. */
  offer(user: string): Promise<TotpOffer>;
  /** Puts the offered one in force; answers recovery codes, shown this once. Rejects with CODE_WRONG, TOTP_NOT_OFFERED. */
  confirm(account: Account, code: string): Promise<readonly string[]>;
  end(user: string): Promise<void>;
  /** Takes a code of the app, or a recovery code; false when it is none, or was used before. */
  take(account: Account, code: string): Promise<boolean>;
}

export function secondFactor(deps: PeopleDeps): SecondFactor {
  const { clock, store } = deps;
  const deedOf = (user: string, command: string) => ({ by: user, command, address: `user.${user}` });

  return {
    async offer(user) {
      const secret = new ScureBase32Plugin().encode(deps.randomBytes(SECRET_BYTES), { padding: false });
      await store.offerTotp(user, secret, deedOf(user, 'people.offer-totp'));
      return { secret, uri: generateURI({ issuer: ISSUER, label: user, secret, period: PERIOD_S }) };
    },
    async confirm({ user, totpOffered }, code) {
      if (totpOffered === null)
        throw refusal('TOTP_NOT_OFFERED', 'Begin anew: there is no second factor to confirm.', { field: 'code' });
      const step = stepOf(totpOffered, code, clock.now());
      if (step === undefined)
        throw refusal('CODE_WRONG', 'This is not the code that the app shows now: look at the clock of your device.', {
          field: 'code',
        });
      const codes = newRecoveryCodes(deps);
      const hashes = codes.map((shown) => hashOf(shown.replaceAll('-', '')));
      if (!(await store.confirmTotp(user, totpOffered, step, hashes, deedOf(user, 'people.confirm-totp'))))
        throw refusal('TOTP_NOT_OFFERED', 'Another second factor has been offered meanwhile.', { field: 'code' });
      return codes;
    },
    end: (user) => store.endTotp(user, deedOf(user, 'people.end-totp')),
    async take({ user, totp }, code) {
      if (totp === null) return false;
      const step = stepOf(totp, code, clock.now());
      if (step !== undefined) return store.takeStep(user, step); // F1
      const hash = recoveryHash(code);
      if (hash === undefined) return false;
      return store.takeRecovery(user, hash, clock.now(), deedOf(user, 'people.use-recovery-code'));
    },
  };
}

/** The time step that a code is of; undefined when it is of none around `now`. */
function stepOf(secret: string, typed: string, now: number): number | undefined {
  const token = typed.replaceAll(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return undefined;
  const epoch = Math.floor(now / 1_000);
  const verdict = verifySync({ secret, token, epoch, period: PERIOD_S, epochTolerance: TOLERANCE_S });
  return verdict.valid ? Math.floor(epoch / PERIOD_S) + verdict.delta : undefined;
}
