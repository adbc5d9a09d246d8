// A browser without script: it keeps cookies, sends forms with the token of the page they are on, and follows nothing by itself.

export interface FormBrowser {
  get(path: string): Promise<Response>;
  /** Sends the fields with the token of the forms on the page `on`; `/sign-in` unless told otherwise. */
  submit(path: string, fields: Readonly<Record<string, string>>, on?: string): Promise<Response>;
  /** Has it ask another troupe, or the same one at another address, with all that it carries. */
  turnTo(url: string): void;
}

const TIMEOUT_MS = 8_000;

/** One that has been nowhere yet. */
export function formBrowser(url: string): FormBrowser {
  const cookies = new Map<string, string>();
  let home = url;
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(path, home), {
      ...{ redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS), ...init, headers: { cookie } },
    });
    for (const given of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(given)!;
      if (value === '') cookies.delete(name!);
      else cookies.set(name!, value!);
    }
    return response;
  };
  return {
    get: (path) => ask(path),
    submit: async (path, fields, on = '/sign-in') => {
      const token = /name="csrf-token" content="([^"]+)"/.exec(await (await ask(on)).text())?.[1] ?? '';
      return ask(path, { method: 'POST', body: new URLSearchParams({ ...fields, _csrf: token }) });
    },
    turnTo: (next) => (home = next),
  };
}

/** A browser whose visitor has signed in by the form; rejects when they are not let in. */
export async function signedIn(url: string, user: string, password: string): Promise<FormBrowser> {
  const browser = formBrowser(url);
  const { status } = await browser.submit('/sign-in', { user, password });
  if (status !== 303) throw new Error(`${user} was not let in at ${url}: ${status}`);
  return browser;
}
