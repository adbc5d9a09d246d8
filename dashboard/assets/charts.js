// Candles with the marks of fills, and equity; drawn once the page stands, drawn anew every few seconds while it lives.
(() => {
  const EVERY_MS = 5000;
  const css = (name) => {
    // The canvas knows no light-dark(): a probe resolves it.
    const probe = document.createElement('span');
    probe.className = `probe-${name}`;
    document.body.append(probe);
    const colour = getComputedStyle(probe).color;
    probe.remove();
    return colour;
  };
  const read = async (url) => {
    const response = await fetch(url, { headers: { accept: 'application/json' } });
    const body = await response.json();
    if (!response.ok) throw new Error(body.detail ?? `The server answered ${response.status}.`);
    return body;
  };
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

  const candles = (box) => {
    const colours = { up: css('gain'), down: css('loss'), text: css('muted'), line: css('line') };
    const chart = LightweightCharts.createChart(box, {
      autoSize: true,
      layout: { background: { color: 'transparent' }, textColor: colours.text, attributionLogo: false, fontSize: 11 },
      grid: { vertLines: { visible: false }, horzLines: { color: colours.line } },
      rightPriceScale: { borderVisible: false },
      timeScale: { borderVisible: false, timeVisible: true, secondsVisible: false },
      handleScroll: { mouseWheel: false },
      handleScale: { mouseWheel: false },
    });
    const series = chart.addSeries(LightweightCharts.CandlestickSeries, {
      upColor: colours.up,
      downColor: colours.down,
      wickUpColor: colours.up,
      wickDownColor: colours.down,
      borderVisible: false,
    });
    const marks = LightweightCharts.createSeriesMarkers(series, []);
    let fitted = false;
    return (data) => {
      const byTime = new Map(data.candles.map((candle) => [candle.time, candle]));
      const times = [...byTime.keys()].sort((a, b) => a - b);
      series.setData(times.map((time) => byTime.get(time)));
      const barOf = (time) => times.findLast((open) => open <= time);
      marks.setMarkers(
        data.marks
          .map((mark) => ({ ...mark, bar: barOf(mark.time) }))
          .filter((mark) => mark.bar !== undefined)
          .map(({ bar, side, quantity }) => ({
            time: bar,
            position: side === 'BUY' ? 'belowBar' : 'aboveBar',
            shape: side === 'BUY' ? 'arrowUp' : 'arrowDown',
            color: side === 'BUY' ? colours.up : colours.down,
            text:
              times.length <= 150
                ? `${side} ${Number(quantity).toLocaleString('en', { maximumFractionDigits: 2 })}`
                : '',
          })),
      );
      if (!fitted && times.length > 0) {
        const to = times.length;
        chart.timeScale().setVisibleLogicalRange({ from: Math.max(0, to - 150), to: to + 3 });
        fitted = true;
      }
      say(box, times.length === 0 ? 'No bar yet.' : '');
    };
  };

  const equity = (box) => {
    const colours = { line: css('accent'), fill: css('accent-soft'), text: css('muted'), grid: css('line') };
    const size = () => ({ width: Math.max(120, box.clientWidth), height: 260 });
    const axis = {
      stroke: colours.text,
      font: '11px system-ui, sans-serif',
      grid: { stroke: colours.grid, width: 1 },
      ticks: { show: false },
    };
    const plot = new uPlot(
      {
        ...size(),
        legend: { show: false },
        cursor: { y: false },
        padding: [10, 8, 0, 0],
        tzDate: (ts) => uPlot.tzDate(new Date(ts * 1e3), 'UTC'),
        axes: [
          { ...axis, grid: { show: false } },
          { ...axis, size: 64, values: (_, ticks) => ticks.map((tick) => tick.toLocaleString('en')) },
        ],
        series: [
          {},
          { label: 'Equity', stroke: colours.line, fill: colours.fill, width: 1.75, points: { show: false } },
        ],
      },
      [[], []],
      box,
    );
    new ResizeObserver(() => plot.setSize(size())).observe(box);
    return (data) => {
      plot.setData([data.times, data.equity]);
      say(box, data.times.length < 2 ? 'No equity yet.' : '');
    };
  };

  const kinds = { candles, equity };
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
