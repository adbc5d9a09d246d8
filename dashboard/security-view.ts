import type { CreatedKey, KeyView, SessionView, TotpOffer, UserView } from '../actors/people-views.ts';
import type { FormState } from './parts/plain-form.ts';

/** What the page about one's own security shows. */
export interface Security {
  readonly me: UserView;
  readonly sessions: readonly SessionView[];
  readonly keys: readonly KeyView[];
  readonly form: FormState;
  /** An offer that its first code still has to confirm. */
  readonly offer?: Pick<TotpOffer, 'uri'>;
  /** What is shown this once. */
  readonly recoveryCodes?: readonly string[];
  readonly created?: CreatedKey;
}
