/** Sends letters to people. Each rejects with MAIL_FAILED when the letter was not taken. */
export interface Mailer {
  /** With the token that lets somebody sign up; times in epoch milliseconds UTC. */
  invitation(letter: { readonly to: string; readonly token: string; readonly expiresAt: number }): Promise<void>;
  /** With the token that sets a new password. */
  reset(letter: {
    readonly to: string;
    readonly user: string;
    readonly token: string;
    readonly expiresAt: number;
  }): Promise<void>;
}
