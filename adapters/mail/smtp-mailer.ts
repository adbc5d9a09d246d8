import { createTransport } from 'nodemailer';
import type { Mailer } from '../../actors/ports/mailer.ts';
import { ActorError, errorMessage } from '../../runtime/errors.ts';

export interface SmtpOptions {
  /** `smtp://user:password@host:port`, `smtps://…` for TLS from the beginning. */
  readonly url: string;
  readonly from: string;
  /** Where people reach this troupe, as in `https://troupe.example.org`. */
  readonly publicUrl: string;
}

const TIMEOUT_MS = 10_000;

/** Letters by SMTP: plain text, one link each. */
export function smtpMailer({ url, from, publicUrl }: SmtpOptions): Mailer & { close(): void } {
  const transport = createTransport(
    { url, connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS },
    { from },
  );
  const linkOf = (path: string, name: string, token: string): string => {
    const link = new URL(path, publicUrl);
    link.searchParams.set(name, token);
    return link.href;
  };
  const until = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

  async function send(to: string, subject: string, lines: readonly string[]): Promise<void> {
    try {
      // As an object: an address is never read as a list of addresses.
      await transport.sendMail({ to: { name: '', address: to }, subject, text: `${lines.join('\n')}\n` });
    } catch (error) {
      throw new ActorError('MAIL_FAILED', `the letter was not taken: ${errorMessage(error)}`, {}, { cause: error });
    }
  }

  return {
    invitation: ({ to, token, expiresAt }) =>
      send(to, 'Your invitation to Troupe', [
        'You have been invited to Troupe. Choose a name and a password here:',
        '',
        linkOf('/sign-up', 'invite', token),
        '',
        `The link is good once, until ${until(expiresAt)}.`,
      ]),
    reset: ({ to, user, token, expiresAt }) =>
      send(to, 'A new password for Troupe', [
        `Set a new password for ${user} here:`,
        '',
        linkOf('/reset-password', 'token', token),
        '',
        `The link is good once, until ${until(expiresAt)}. If you did not ask for it, do nothing: your password is as it was.`,
      ]),
    close: () => transport.close(),
  };
}
