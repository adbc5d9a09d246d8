import { html, type Html } from '../html.ts';
import type { Visit } from '../page.ts';
import type { Security } from '../security-view.ts';
import { plainForm } from './plain-form.ts';
import { qrCode } from './qr-code.ts';

/** The second factor: to begin with one, to confirm it, to end it; its recovery codes are shown once. */
export const totpSection = (data: Security, visit: Visit): Html =>
  html`<section class="panel" id="totp" aria-labelledby="totp-title">
    <h2 id="totp-title">Second factor</h2>
    ${data.recoveryCodes !== undefined ? codes(data.recoveryCodes) : data.offer !== undefined ? confirm(data, data.offer.uri, visit) : data.me.hasTotp ? end(data, visit) : begin(data, visit)}
  </section>`;

const codes = (all: readonly string[]): Html =>
  html`<p class="note good" role="status">The second factor is on.</p>
    <p>
      Keep these recovery codes where you keep your passwords: each lets you in once without the app, and they are not
      shown again.
    </p>
    <ul class="codes mono">
      ${all.map((code) => html`<li>${code}</li>`)}
    </ul>
    <p><a class="button" href="/security">I have kept them</a></p>`;

const confirm = ({ form }: Security, uri: string, visit: Visit): Html =>
  html`<p>Scan this with your authenticator app, then type the code that it shows.</p>
    ${qrCode(uri, 'QR code for your authenticator app')}
    <details>
      <summary>Without a camera</summary>
      <p class="mono key">${new URLSearchParams(uri.split('?')[1] ?? '').get('secret') ?? uri}</p>
    </details>
    ${plainForm(
      {
        ...{ of: 'confirm', action: '/security/totp/confirm', submit: 'Turn it on', carried: { uri } },
        fields: [{ name: 'code', label: 'Code', kind: 'text', fill: 'one-time-code', most: 20 }],
      },
      form,
      visit,
    )}`;

const begin = ({ form }: Security, visit: Visit): Html =>
  html`<p>A code of your phone beside your password: a stolen password alone lets nobody in.</p>
    ${passwordForm('totp', '/security/totp', 'Set it up', form, visit)}`;

const end = ({ form }: Security, visit: Visit): Html =>
  html`<p>It is on: signing in asks for a code of your app.</p>
    ${passwordForm('end-totp', '/security/totp/end', 'Turn it off', form, visit)}`;

const passwordForm = (of: string, action: string, submit: string, form: Security['form'], visit: Visit): Html =>
  plainForm(
    {
      ...{ of, action, submit, isDangerous: of === 'end-totp' },
      fields: [{ name: 'password', label: 'Password', kind: 'password', fill: 'current-password', most: 1_000 }],
    },
    form,
    visit,
  );
