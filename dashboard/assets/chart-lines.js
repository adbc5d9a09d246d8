// Lines over time: equity above its drawdown, and several equities over each other.
(() => {
  const tools = globalThis.troupeCharts;
  const date = (seconds) => uPlot.tzDate(new Date(seconds * 1000), tools.zone());
  const axisOf = (colours) => ({
    stroke: colours.text,
    font: '11px system-ui, sans-serif',
    grid: { stroke: colours.grid, width: 1 },
    ticks: { show: false },
  });
  const coloursNow = () => ({
    line: tools.colour('accent'),
    fill: tools.colour('accent-soft'),
    loss: tools.colour('loss'),
    lossSoft: tools.colour('loss-soft'),
    text: tools.colour('muted'),
    grid: tools.colour('line'),
  });
  const grow = (plot, box, sizeOf) => new ResizeObserver(() => plot.setSize(sizeOf())).observe(box);

  const plain = (box, height, series, more = {}) => {
    const sizeOf = () => ({ width: Math.max(120, box.clientWidth), height: height() });
    const plot = new uPlot(
      {
        ...sizeOf(),
        legend: { show: false },
        cursor: { y: false },
        padding: [10, 8, 0, 0],
        tzDate: date,
        series,
        ...more,
      },
      series.map(() => []),
      box,
    );
    grow(plot, box, sizeOf);
    return plot;
  };

  const equity = (box) => {
    const colours = coloursNow();
    const axis = axisOf(colours);
    const [above, below] = [document.createElement('div'), document.createElement('div')];
    box.append(above, below);
    const isPair = { sync: { key: `equity-${box.dataset.source}` }, y: false };
    const money = { ...axis, size: 64, values: (_, ticks) => ticks.map((tick) => tick.toLocaleString('en')) };
    const fraction = {
      ...axis,
      size: 64,
      space: 26,
      values: (_, ticks) => ticks.map((tick) => `${Math.round(tick * 1000) / 10} %`.replace('-', '−')),
    };
    const value = plain(
      above,
      () => Math.round(box.clientHeight * 0.68),
      [{}, { label: 'Equity', stroke: colours.line, fill: colours.fill, width: 1.75, points: { show: false } }],
      { cursor: isPair, axes: [{ ...axis, grid: { show: false } }, money] },
    );
    const fall = plain(
      below,
      () => Math.round(box.clientHeight * 0.32),
      [{}, { label: 'Drawdown', stroke: colours.loss, fill: colours.lossSoft, width: 1.25, points: { show: false } }],
      {
        cursor: isPair,
        padding: [6, 8, 4, 0],
        axes: [{ ...axis, show: false }, fraction],
        scales: { y: { range: (_, low) => [Math.min(-0.01, low * 1.05), 0] } },
      },
    );
    return (data) => {
      value.setData([data.times, data.equity]);
      fall.setData([data.times, data.drawdown ?? []]);
      below.hidden = data.drawdown === undefined;
      const last = (line) => line?.at(-1) ?? null;
      const deepest = data.drawdown?.length ? Math.min(...data.drawdown) : null;
      tools.legend(box, [
        { label: 'Equity', colour: colours.line, value: tools.number(last(data.equity)) },
        ...(deepest === null
          ? []
          : [
              {
                label: 'Drawdown, deepest',
                colour: colours.loss,
                value: `${tools.number(deepest * 100)} %`.replace('-', '−'),
              },
            ]),
      ]);
      tools.say(box, data.times.length < 2 ? 'No equity yet.' : '');
    };
  };

  /** Made anew when there are other lines than before. */
  const lines = (box) => {
    const colours = coloursNow();
    const axis = axisOf(colours);
    const place = document.createElement('div');
    box.append(place);
    let plot;
    let names = '';
    const make = (data) => {
      plot?.destroy();
      const days = { values: (_, ticks) => ticks.map((tick) => `${tick} d`) };
      plot = plain(
        place,
        () => box.clientHeight,
        [
          {},
          ...data.lines.map(({ label }, index) => ({
            label,
            stroke: tools.lineColour(index),
            dash: tools.dash(index),
            width: 1.75,
            spanGaps: true,
            points: { show: false },
          })),
        ],
        {
          scales: { x: { time: !data.isElapsed } },
          axes: [
            { ...axis, grid: { show: false }, ...(data.isElapsed && days) },
            { ...axis, size: 56, values: (_, ticks) => ticks.map((tick) => tick.toLocaleString('en')) },
          ],
        },
      );
    };
    return (data) => {
      const now = JSON.stringify([data.isElapsed, data.lines.map(({ label }) => label)]);
      if (now !== names) make(data);
      names = now;
      plot.setData([data.times, ...data.lines.map(({ values }) => values)]);
      tools.legend(
        box,
        data.lines.map(({ label, values }, index) => ({
          label: `${String.fromCharCode(65 + index)} ${label}`,
          colour: tools.lineColour(index),
          dash: tools.dash(index),
          value: tools.number(values.findLast((value) => value !== null) ?? null),
        })),
      );
      tools.say(box, data.times.length < 2 ? 'No equity yet.' : '');
    };
  };

  tools.kinds = { ...tools.kinds, equity, lines };
})();
