// What all charts share: colours of the theme, the visitor's zone, legends, and saying why there is no picture.
globalThis.troupeCharts = (() => {
  /** The canvas knows no light-dark() and no custom properties: a probe resolves them. */
  const colour = (...names) => {
    const probe = document.createElement('span');
    probe.className = names.map((name) => (name.startsWith('owner-') ? name : `probe-${name}`)).join(' ');
    document.body.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  };
  /** The colour of the line with this number, as its swatch on the page. */
  const lineColour = (index) => colour(`owner-${index % 8}`, 'owner');
  /** How its line is broken: lines are told apart without their colours, too. */
  const DASHES = [[], [7, 3], [2, 2], [10, 3, 2, 3], [4, 4], [12, 4], [1, 3], [8, 2, 2, 2, 2, 2]];
  const dash = (index) => DASHES[index % DASHES.length];

  const zone = () => document.documentElement.dataset.zone || 'UTC';
  const formats = new Map();
  const format = (fields) => {
    const key = zone() + JSON.stringify(fields);
    if (!formats.has(key))
      formats.set(key, new Intl.DateTimeFormat('sv', { timeZone: zone(), hourCycle: 'h23', ...fields }));
    return formats.get(key);
  };
  const day = { year: 'numeric', month: '2-digit', day: '2-digit' };
  const moment = (seconds) =>
    `${format({ ...day, hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(seconds * 1000)} ${zone() === 'UTC' ? 'UTC' : ''}`.trim();
  const number = (value, digits = 2) =>
    value === null || value === undefined
      ? '—'
      : value.toLocaleString('en', { minimumFractionDigits: 0, maximumFractionDigits: digits });

  const say = (box, text) => {
    let line = box.querySelector('.chart-wait');
    if (!line) {
      line = document.createElement('p');
      line.className = 'muted chart-wait';
      box.append(line);
    }
    line.textContent = text;
    line.hidden = text === '';
  };

  /** What each line is, beside a piece of it: `[{ label, colour, dash, value }]`. */
  const legend = (box, entries) => {
    const line = box.nextElementSibling;
    if (!line?.classList.contains('chart-legend')) return;
    line.replaceChildren(
      ...entries.map((entry) => {
        const item = document.createElement('span');
        const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
        const stroke = document.createElementNS('http://www.w3.org/2000/svg', 'line');
        for (const [name, value] of Object.entries({ width: 22, height: 8, viewBox: '0 0 22 8' }))
          picture.setAttribute(name, value);
        const from = { x1: 0, x2: 22, y1: 4, y2: 4, stroke: entry.colour, 'stroke-width': 2 };
        for (const [name, value] of Object.entries(from)) stroke.setAttribute(name, value);
        if (entry.dash?.length) stroke.setAttribute('stroke-dasharray', entry.dash.join(' '));
        picture.append(stroke);
        const value = document.createElement('b');
        value.textContent = entry.value;
        item.append(picture, ` ${entry.label} `, value);
        return item;
      }),
    );
  };

  return { colour, lineColour, dash, zone, format, day, moment, number, say, legend };
})();
