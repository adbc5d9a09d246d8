// Every `[data-chart]` is drawn once the page stands, and drawn anew every few seconds while it lives.
(() => {
  const EVERY_MS = 5000;
  const { kinds, say } = globalThis.troupeCharts;
  const read = async (url) => {
    const response = await fetch(url, { headers: { accept: 'application/json' } });
    const body = await response.json();
    if (!response.ok) throw new Error(body.detail ?? `The server answered ${response.status}.`);
    return body;
  };

  const start = async (box) => {
    let draw;
    const update = async () => {
      try {
        const data = await read(box.dataset.source);
        if (!draw) {
          say(box, '');
          draw = kinds[box.dataset.chart](box);
        }
        draw(data);
      } catch (error) {
        // A chart fails alone.
        say(box, `This chart cannot be drawn: ${error.message}`);
      }
    };
    await update();
    // Colours are painted, so another theme is painted anew.
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      box.replaceChildren();
      draw = undefined;
      void update();
    });
    setInterval(() => {
      const state = document.getElementById('live-badge')?.dataset.state;
      if (!document.hidden && state === 'live') void update();
    }, EVERY_MS);
  };
  const startAll = () => {
    for (const box of document.querySelectorAll('[data-chart]')) void start(box);
  };
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', startAll);
  else startAll();
})();
