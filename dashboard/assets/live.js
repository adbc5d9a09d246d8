// The live badge, Pause, ages that tick, toasts and the token of every request. Stands before htmx.
(() => {
  const STALE_MS = 12000;
  const RECONNECTING_MS = 8000;
  const LEAVING_MS = 5000;
  const byId = (id) => document.getElementById(id);
  const root = document.documentElement;
  root.classList.add('script');

  let connected = false;
  let paused = false;
  let heardAt = Date.now();
  let downSince = null;
  let reader = null;

  const clock = (ms) => {
    const zone = root.dataset.zone || 'UTC';
    const time = new Intl.DateTimeFormat('sv', { timeZone: zone, timeStyle: 'medium' }).format(ms);
    return zone === 'UTC' ? `${time} UTC` : time;
  };

  // While nothing is heard, what stands on the page is dated above it.
  const dated = (isStale) => {
    root.classList.toggle('stale', isStale);
    const known = byId('stale-note');
    if (!isStale) return known?.remove();
    if (known) return undefined;
    const note = document.createElement('p');
    note.id = 'stale-note';
    note.className = 'note bad';
    note.textContent = `Nothing has been heard since ${clock(heardAt)}: what follows is as it was then.`;
    return byId('notices')?.append(note);
  };

  const badge = () => {
    const element = byId('live-badge');
    if (!element) return;
    const now = Date.now();
    const silent = now - heardAt > STALE_MS || (downSince !== null && now - downSince > RECONNECTING_MS);
    const state = paused
      ? 'paused'
      : silent
        ? 'stale'
        : connected
          ? 'live'
          : downSince === null
            ? 'connecting'
            : 'reconnecting';
    const words = {
      paused: 'Paused',
      stale: `Stale since ${clock(heardAt)}`,
      live: 'Live',
      connecting: 'Connecting',
      reconnecting: 'Reconnecting',
    };
    dated(state === 'stale');
    if (element.dataset.state === state && state !== 'stale') return;
    element.dataset.state = state;
    const word = element.querySelector('.word');
    if (word.textContent !== words[state]) word.textContent = words[state];
  };

  const heard = () => {
    heardAt = Date.now();
    connected = true;
    downSince = null;
    badge();
  };
  const lost = () => {
    connected = false;
    downSince ??= Date.now();
    badge();
  };
  const isStream = (event) => event.target?.id === 'stream' || event.detail?.ctx?.sourceElement?.id === 'stream';

  document.addEventListener('htmx:sse:after:connection', (event) => {
    reader = event.detail.connection;
    heard();
  });
  document.addEventListener('htmx:sse:before:message', (event) => {
    heard();
    reader = event.detail.connection;
    if (paused) event.preventDefault();
  });
  document.addEventListener('htmx:sse:before:connection', (event) => {
    if (event.detail.connection.attempt > 0) lost();
  });
  document.addEventListener('htmx:sse:error', lost);
  document.addEventListener('htmx:sse:close', lost);
  document.addEventListener('troupe:unreadable', (event) => {
    const notice = document.createElement('p');
    notice.className = 'note bad';
    notice.textContent = `${event.detail?.data ? JSON.parse(event.detail.data).detail : 'The troupe cannot be read.'} What follows was known at ${clock(Date.now())}.`;
    byId('notices')?.replaceChildren(notice);
  });
  // Who is signed in no more goes where one signs in, and from there back; who is on the way elsewhere, as by signing out, gets there first.
  let isLeaving = false;
  addEventListener('beforeunload', () => {
    isLeaving = true;
    setTimeout(() => (isLeaving = false), LEAVING_MS);
  });
  const leadToSignIn = () =>
    location.assign(`/sign-in?return=${encodeURIComponent(location.pathname + location.search)}`);
  document.addEventListener('troupe:signed-out', () => setTimeout(leadToSignIn, isLeaving ? LEAVING_MS : 0));
  document.addEventListener('troupe:readable', () => byId('notices')?.replaceChildren());

  const setPaused = (on) => {
    paused = on;
    const button = byId('live-pause');
    button?.setAttribute('aria-pressed', String(on));
    const word = button?.querySelector('.word');
    if (word) word.textContent = on ? 'Resume' : 'Pause';
    // A new connection begins with everything as it is now.
    if (!on) reader?.reader?.cancel();
    badge();
  };
  document.addEventListener('click', (event) => {
    if (event.target.closest?.('#live-pause')) setPaused(!paused);
  });

  const span = (ms) => {
    const seconds = Math.max(0, Math.round(ms / 1000));
    if (seconds < 60) return `${seconds} s`;
    if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
    if (seconds < 86400) return `${Math.floor(seconds / 3600)} h`;
    return `${Math.floor(seconds / 86400)} d`;
  };
  setInterval(() => {
    badge();
    for (const element of document.querySelectorAll('time[data-age]')) {
      const text = `${span(Date.now() - Date.parse(element.dateTime))} ago`;
      if (element.firstChild && element.firstChild.nodeValue !== text) element.firstChild.nodeValue = text;
    }
  }, 500);

  const toast = (text, bad) => {
    const box = byId('toasts');
    if (!box) return;
    const line = document.createElement('p');
    line.className = bad ? 'toast bad' : 'toast';
    line.textContent = text;
    box.replaceChildren(line);
  };
  let fading;
  const watchToasts = () => {
    const box = byId('toasts');
    new MutationObserver(() => {
      clearTimeout(fading);
      if (box.firstElementChild) fading = setTimeout(() => box.replaceChildren(), 6000);
    }).observe(box, { childList: true });
  };

  document.addEventListener('htmx:config:request', (event) => {
    const { request } = event.detail.ctx;
    if (request.method !== 'GET')
      request.headers['X-CSRF-Token'] = document.querySelector('meta[name=csrf-token]').content;
  });
  document.addEventListener('htmx:response:error', (event) => {
    if (isStream(event)) return lost();
    const { response, text } = event.detail.ctx;
    if (response.status === 422 && !text.startsWith('{')) return;
    let words = `The server answered ${response.status}.`;
    try {
      words = JSON.parse(text).detail;
    } catch {}
    toast(words, true);
  });
  document.addEventListener('htmx:error', (event) =>
    isStream(event) ? lost() : toast('The server did not answer.', true),
  );

  addEventListener('DOMContentLoaded', () => {
    watchToasts();
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    for (const form of document.querySelectorAll('[data-zone-form]')) {
      form.elements.localZone.value = zone;
      const button = form.querySelector('button');
      if (button.getAttribute('aria-label').startsWith('Times are UTC')) button.value = zone;
    }
    const stream = byId('stream');
    if (!stream) return;
    heardAt = Date.now();
    badge();
  });
})();
