// Keyboard shortcuts; a switch in the help turns them off.
(() => {
  const PLACES = { o: '/', s: '/strategies', c: '/copy', a: '/actors', t: '/topology', r: '/risk' };
  const KEY = 'troupe-shortcuts';
  let went = 0;
  const enabled = () => localStorage.getItem(KEY) !== 'off';
  const typing = (element) => element?.closest?.('input:not([type=checkbox]), textarea, select, [contenteditable]');

  document.addEventListener('keydown', (event) => {
    if (!enabled() || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === 'Escape' && event.target.id === 'search') return event.target.blur();
    if (typing(event.target) || document.querySelector('dialog[open]')) return;
    const afterG = Date.now() - went < 1000;
    went = 0;
    if (event.key === '/') {
      event.preventDefault();
      document.getElementById('search')?.focus();
    } else if (event.key === '?') document.getElementById('help')?.showModal();
    else if (afterG && PLACES[event.key]) location.assign(PLACES[event.key]);
    else if (event.key === 'g') went = Date.now();
    else if (event.key === 'n') location.assign('/strategies/new');
    else if (event.key === 'p') document.getElementById('live-pause')?.click();
  });

  addEventListener('DOMContentLoaded', () => {
    const box = document.getElementById('shortcuts');
    if (!box) return;
    box.checked = enabled();
    box.addEventListener('change', () => localStorage.setItem(KEY, box.checked ? 'on' : 'off'));
  });
})();
