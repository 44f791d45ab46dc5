// A charting library at its fastest: no axes, no legend, no cursor, fixed scale; the visible window is handed over anew
// each frame, which is how it is fed with live data.
import uPlot from "/uplot/uPlot.esm.js";
import { HZ, asked, eachFrame, places, wave } from "./waves.js";

const count = asked.seconds * HZ;
const xs = Float64Array.from({ length: count }, (_, index) => index);
const charts = places().map((place, index) => {
  const ys = new Float64Array(count);
  const chart = new uPlot({
    width: asked.width,
    height: asked.height,
    pxAlign: 0,
    legend: { show: false },
    cursor: { show: false },
    axes: [{ show: false }, { show: false }],
    scales: { x: { time: false, range: [0, count - 1] }, y: { range: [-0.5, 1.5] } },
    series: [{}, { stroke: "#35d07f", width: 1.5, points: { show: false } }],
  }, [xs, ys], place);
  return { chart, ys, at: wave(index) };
});

eachFrame((from, to) => {
  const fresh = Math.min(to - from, count);
  for (const { chart, ys, at } of charts) {
    ys.copyWithin(0, fresh);
    for (let index = 0; index < fresh; index += 1) ys[count - fresh + index] = at(to - fresh + index);
    chart.setData([xs, ys]);
  }
});
