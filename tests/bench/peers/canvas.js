// The usual careful way: a canvas per strip, each frame clears a gap ahead of the pen and strokes the new samples.
import { HZ, asked, eachFrame, places, wave } from "./waves.js";

const GAP_PX = 12;
const perSample = asked.width / (asked.seconds * HZ);
const strips = places().map((place, index) => {
  const canvas = place.appendChild(Object.assign(document.createElement("canvas"), { width: asked.width, height: asked.height }));
  const context = canvas.getContext("2d", { alpha: false });
  context.strokeStyle = "#35d07f";
  context.lineWidth = 1.5;
  context.lineJoin = "bevel";
  return { context, at: wave(index) };
});
const y = (millivolt) => asked.height * (0.75 - millivolt * 0.5);

eachFrame((from, to) => {
  for (const { context, at } of strips) {
    let x = (Math.max(from - 1, 0) * perSample) % asked.width;
    context.fillRect(x, 0, (to - from) * perSample + GAP_PX, asked.height);
    context.beginPath();
    context.moveTo(x, y(at(Math.max(from - 1, 0))));
    for (let index = from; index < to; index += 1) {
      x += perSample;
      if (x >= asked.width) {
        x -= asked.width;
        context.fillRect(0, 0, GAP_PX, asked.height);
        context.moveTo(x, y(at(index)));
      } else {
        context.lineTo(x, y(at(index)));
      }
    }
    context.stroke();
  }
});
