import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { smtpMailer } from '../../../adapters/mail/smtp-mailer.ts';

let server: Server;
let heard: string;
let refuses: boolean;

/** As much of SMTP (RFC 5321) as one letter takes. */
beforeEach(async () => {
  heard = '';
  refuses = false;
  server = createServer((socket) => {
    let inData = false;
    socket.on('error', () => undefined);
    socket.write('220 test ESMTP\r\n');
    socket.on('data', (chunk) => {
      const text = chunk.toString();
      heard += text;
      if (inData) {
        if (!heard.endsWith('\r\n.\r\n')) return;
        inData = false;
        socket.write('250 taken\r\n');
        return;
      }
      for (const line of text.split('\r\n').filter((part) => part !== '')) {
        if (line.startsWith('EHLO')) socket.write('250 test\r\n');
        else if (line.startsWith('RCPT') && refuses) socket.write('550 nobody here\r\n');
        else if (line === 'DATA') socket.write('354 go on\r\n');
        else if (line === 'QUIT') socket.end('221 bye\r\n');
        else socket.write('250 ok\r\n');
        inData = line === 'DATA';
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const mailer = () =>
  smtpMailer({
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    from: 'Troupe <troupe@example.org>',
    publicUrl: 'https://troupe.example.org',
  });
const expiresAt = Date.parse('2026-03-02T10:00:00Z');
/** Quoted-printable ends long lines softly. */
const letter = (): string => heard.replaceAll('=\r\n', '').replaceAll('=3D', '=');

test('a letter has one link with the token, and until when it is good', async () => {
  await mailer().invitation({ to: 'ada@example.org', token: 'abc_-1', expiresAt });
  expect(letter()).toContain('RCPT TO:<ada@example.org>');
  expect(letter()).toContain('https://troupe.example.org/sign-up?invite=abc_-1');
  expect(letter()).toContain('2026-03-02 10:00 UTC');
  heard = '';
  await mailer().reset({ to: 'ada@example.org', user: 'ada', token: 'abc', expiresAt });
  expect(letter()).toContain('https://troupe.example.org/reset-password?token=abc');
});

test('an address reaches nobody else, whatever it looks like', async () => {
  await mailer()
    .reset({ to: 'ada@example.org, eve@example.org\r\nBcc: eve@example.org', user: 'ada', token: 'abc', expiresAt })
    .catch(() => undefined);
  expect(heard).not.toMatch(/RCPT TO:<eve@example[.]org>|^Bcc:/m);
});

test('a letter that is not taken says so, without the token', async () => {
  refuses = true;
  const refused = await mailer()
    .reset({ to: 'ada@example.org', user: 'ada', token: 'secret-token', expiresAt })
    .catch((error: unknown) => error);
  expect(refused).toMatchObject({ type: 'MAIL_FAILED' });
  expect(String(refused)).not.toContain('secret-token');
});
