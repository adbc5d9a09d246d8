import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../config/environment.ts';

describe('the environment of people', () => {
  it('lets in who was invited, and neither mails nor demonstrates unless it is told to', () => {
    expect(readEnvironment({})).toMatchObject({ signUp: 'invite', demo: undefined, mail: undefined });
    expect(readEnvironment({ TROUPE_DEMO: 'off', TROUPE_SIGN_UP: 'on' })).toMatchObject({ demo: false, signUp: 'on' });
    expect(() => readEnvironment({ TROUPE_SIGN_UP: 'maybe' })).toThrow(/TROUPE_SIGN_UP=maybe/);
    expect(() => readEnvironment({ TROUPE_DEMO: 'yes' })).toThrow(/TROUPE_DEMO=yes/);
  });

  it('mails with a sender and an address for links, and says what is missing', () => {
    const smtp = { TROUPE_SMTP_URL: 'smtp://mail.example.org:587' };
    const all = { ...smtp, TROUPE_MAIL_FROM: 'troupe@example.org', TROUPE_PUBLIC_URL: 'https://troupe.example.org' };
    expect(readEnvironment(all).mail).toEqual({
      url: 'smtp://mail.example.org:587',
      from: 'troupe@example.org',
      publicUrl: 'https://troupe.example.org',
    });
    expect(() => readEnvironment(smtp)).toThrow(/TROUPE_MAIL_FROM must be too/);
    expect(() => readEnvironment({ ...all, TROUPE_PUBLIC_URL: 'javascript:alert(1)' })).toThrow(/TROUPE_PUBLIC_URL/);
  });

  it('is known by one address to the outside, whether it mails or not', () => {
    expect(readEnvironment({})).toMatchObject({ publicUrl: undefined, isBehindProxy: false });
    const proxied = { TROUPE_BEHIND_PROXY: 'yes', TROUPE_PUBLIC_URL: 'https://troupe.example.org' };
    const told = { publicUrl: 'https://troupe.example.org', isBehindProxy: true, mail: undefined };
    expect(readEnvironment(proxied)).toMatchObject(told);
  });

  it('does not show a password that is in what is not sound', () => {
    expect(() => readEnvironment({ TROUPE_SMTP_URL: 'http://me:secret@mail' })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('secret') as string }) as Error,
    );
  });
});
