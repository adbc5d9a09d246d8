// Candles with their volume, the marks of fills, and the lines that the strategy decides by: on the prices, or in a pane below.
(() => {
  const tools = globalThis.troupeCharts;
  const SHOWN = 150;
  /** Of LightweightCharts' five line styles, so that two lines of one pane never look the same. */
  const STYLES = [0, 2, 1, 3];

  const create = (box, colours) =>
    LightweightCharts.createChart(box, {
      autoSize: true,
      layout: {
        background: { color: 'transparent' },
        textColor: colours.text,
        attributionLogo: false,
        fontSize: 11,
        panes: { separatorColor: colours.line, separatorHoverColor: colours.line, enableResize: false },
      },
      grid: { vertLines: { visible: false }, horzLines: { color: colours.line } },
      rightPriceScale: { borderVisible: false },
      localization: { timeFormatter: tools.moment },
      timeScale: {
        borderVisible: false,
        timeVisible: true,
        secondsVisible: false,
        tickMarkFormatter: (seconds, kind) =>
          tools
            .format(kind <= 2 ? (kind === 0 ? { year: 'numeric' } : tools.day) : { hour: '2-digit', minute: '2-digit' })
            .format(seconds * 1000),
      },
      handleScroll: { mouseWheel: false },
      handleScale: { mouseWheel: false },
    });

  const markOf =
    (colours, isNamed) =>
    ({ bar, side, quantity }) => ({
      time: bar,
      position: side === 'BUY' ? 'belowBar' : 'aboveBar',
      shape: side === 'BUY' ? 'arrowUp' : 'arrowDown',
      color: side === 'BUY' ? colours.up : colours.down,
      text: isNamed ? `${side} ${tools.number(Number(quantity))}` : '',
    });

  /** Lines are made when they are first there, and follow the data from then on. */
  const lineDrawer = (chart, box, colours) => {
    const made = new Map();
    const make = (line, index) => {
      const isBelow = line.pane === 'below';
      const series = chart.addSeries(
        LightweightCharts.LineSeries,
        {
          color: line.isBound ? colours.text : tools.lineColour(index),
          lineWidth: line.isBound ? 1 : 2,
          lineStyle: line.isBound ? 2 : STYLES[index % STYLES.length],
          crosshairMarkerVisible: false,
          priceLineVisible: false,
          lastValueVisible: false,
        },
        isBelow ? 1 : 0,
      );
      if (isBelow) chart.panes()[1]?.setStretchFactor(0.35);
      return series;
    };
    return (lines, times) => {
      for (const [index, line] of lines.entries()) {
        if (!made.has(line.label)) made.set(line.label, make(line, index));
        made
          .get(line.label)
          .setData(times.map((time, at) => (line.values[at] === null ? { time } : { time, value: line.values[at] })));
      }
      const dashOf = (index) => [[], [6, 4], [2, 2], [10, 5]][index % 4];
      tools.legend(
        box,
        lines.map((line, index) => ({
          label: line.label,
          colour: line.isBound ? colours.text : tools.lineColour(index),
          dash: line.isBound ? [6, 4] : dashOf(index),
          value: tools.number(line.values.at(-1) ?? null, 5),
        })),
      );
    };
  };

  const candles = (box) => {
    const colours = {
      up: tools.colour('gain'),
      down: tools.colour('loss'),
      text: tools.colour('muted'),
      line: tools.colour('line'),
      volume: tools.colour('volume'),
    };
    const chart = create(box, colours);
    const prices = chart.addSeries(LightweightCharts.CandlestickSeries, {
      upColor: 'transparent',
      borderUpColor: colours.up,
      wickUpColor: colours.up,
      downColor: colours.down,
      borderDownColor: colours.down,
      wickDownColor: colours.down,
    });
    const volume = chart.addSeries(LightweightCharts.HistogramSeries, {
      color: colours.volume,
      priceFormat: { type: 'volume' },
      priceScaleId: 'volume',
      priceLineVisible: false,
      lastValueVisible: false,
    });
    chart.priceScale('volume').applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });
    const marks = LightweightCharts.createSeriesMarkers(prices, []);
    const drawLines = lineDrawer(chart, box, colours);
    let fitted = false;

    return (data) => {
      const places = new Map(data.candles.map((candle, index) => [candle.time, index]));
      const times = [...places.keys()].sort((a, b) => a - b);
      const at = times.map((time) => places.get(time));
      const bars = at.map((place) => data.candles[place]);
      const close = bars.at(-1)?.close ?? 0;
      if (close > 0 && close < 10)
        prices.applyOptions({ priceFormat: { type: 'price', precision: 5, minMove: 0.00001 } });
      prices.setData(bars);
      volume.setData(bars.filter((bar) => bar.volume > 0).map((bar) => ({ time: bar.time, value: bar.volume })));
      const barOf = (time) => times.findLast((open) => open <= time);
      marks.setMarkers(
        data.marks
          .map((mark) => ({ ...mark, bar: barOf(mark.time) }))
          .filter((mark) => mark.bar !== undefined)
          .map(markOf(colours, times.length <= SHOWN)),
      );
      const lines = data.indicators ?? [];
      drawLines(
        lines.map((line) => ({ ...line, values: at.map((place) => line.values[place] ?? null) })),
        times,
      );
      if (!fitted && times.length > 0) {
        chart.timeScale().setVisibleLogicalRange({ from: Math.max(0, times.length - SHOWN), to: times.length + 3 });
        fitted = true;
      }
      tools.say(box, times.length === 0 ? 'No bar yet.' : '');
    };
  };

  tools.kinds = { ...tools.kinds, candles };
})();
