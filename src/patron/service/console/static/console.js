// Draws each chart from the numbers beside it. Without this script the numbers are there as tables.
"use strict";
(() => {
  const styles = { model: ["--accent", []], formula: ["--warm", [6, 4]], chance: ["--muted", [2, 4]] };
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
  const say = (unit, value) => (unit === "share" ? `${Math.round(100 * value)} %` : short.format(value));

  function draw(place) {
    const plot = JSON.parse(place.dataset.plot);
    const isBars = plot.kind === "bars";
    const axis = {
      stroke: colour("--muted"),
      grid: { stroke: colour("--rule"), width: 1 },
      ticks: { show: false },
      font: "12px system-ui, sans-serif",
      labelFont: "12px system-ui, sans-serif",
      labelSize: 18,
    };
    const series = plot.series.map((one) => {
      const [name, dash] = styles[one.style];
      return {
        label: one.name,
        stroke: colour(name),
        width: isBars ? 0 : 2,
        dash,
        fill: isBars ? colour(name) : undefined,
        paths: isBars ? uPlot.paths.bars({ size: [0.7, 60] }) : undefined,
        points: { show: false },
      };
    });
    const spread = isBars ? [-0.6, plot.x.length - 0.4] : null;
    place.replaceChildren();
    return new uPlot(
      {
        width: Math.max(place.clientWidth, 200),
        height: 240,
        cursor: { show: false },
        legend: { show: false },
        scales: {
          x: { time: false, range: spread ? () => spread : undefined },
          y: { range: (_, low, high) => [Math.min(0, low), plot.y_unit === "share" ? 1 : high * 1.05 || 1] },
        },
        axes: [
          {
            ...axis,
            grid: { show: false },
            label: plot.x_label,
            size: 30,
            space: isBars ? 64 : 50,
            incrs: isBars ? [1, 2, 3, 4, 6, 12] : undefined,
            values: (_, ticks) => ticks.map((at) =>
              isBars ? (Number.isInteger(at) ? plot.x_text[at] ?? "" : "") : say(plot.x_unit, at)),
          },
          { ...axis, label: plot.y_label, size: 58, values: (_, ticks) => ticks.map((at) => say(plot.y_unit, at)) },
        ],
        series: [{}, ...series],
      },
      [plot.x, ...plot.series.map((one) => one.values)],
      place,
    );
  }

  const places = [...document.querySelectorAll(".plot")];
  const drawn = new Map();
  const redraw = () => {
    for (const place of places) {
      drawn.get(place)?.destroy();
      drawn.set(place, draw(place));
    }
  };
  redraw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  let waiting = 0;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(redraw, 150);
  });
})();
