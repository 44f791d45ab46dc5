// What the peers draw, the same for all of them: an ECG at 250 samples a second, of another rate and phase per strip.
export const asked = Object.fromEntries([...new URLSearchParams(location.search)].map(([name, value]) => [name, Number(value)]));
export const HZ = 250;

const BELLS = [[0.12, -0.17, 0.025], [-0.1, -0.028, 0.009], [1.1, 0, 0.011], [-0.22, 0.03, 0.01], [0.28, 0.24, 0.045]];

/** Millivolt of one strip at a sample index. One beat is computed ahead, so that drawing is what is measured. */
export function wave(strip) {
  const length = Math.round(HZ * (0.7 + (strip % 7) * 0.05));
  const beat = Float32Array.from({ length }, (_, index) => {
    const at = (index - length / 2) / HZ;
    return BELLS.reduce((sum, [height, place, width]) => sum + height * Math.exp(-(((at - place) / width) ** 2) / 2), 0);
  });
  return (index) => beat[(index + strip * 37) % length];
}

/** A grid of places for the strips, in the same columns as the app's bench page. */
export function places() {
  document.body.style.cssText = "margin:0;background:#000";
  const grid = document.body.appendChild(document.createElement("div"));
  grid.style.cssText = `display:grid;grid-template-columns:repeat(${asked.columns},${asked.width}px)`;
  return Array.from({ length: asked.strips }, () => {
    const place = grid.appendChild(document.createElement("div"));
    place.style.cssText = `width:${asked.width}px;height:${asked.height}px`;
    return place;
  });
}

/** Calls `draw(from, to)` with the samples that came since the last frame. */
export function eachFrame(draw) {
  const start = performance.now();
  let drawn = 0;
  const frame = (now) => {
    const due = Math.floor(((now - start) * HZ) / 1000);
    if (due > drawn) draw(drawn, due);
    drawn = Math.max(drawn, due);
    document.documentElement.dataset.ready = "1";
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}
