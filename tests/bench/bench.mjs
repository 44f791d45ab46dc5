// How smooth and how dear the drawing is: the app's own strips beside peers, in one run on one browser.
//
//   shown   frames that the display presented per second. Counted in a trace of `Display::FrameDisplayed`, which the
//           compositor emits once per picture that really went out; counting requestAnimationFrame calls would wake the
//           main thread, and would miss what the compositor animates by itself.
//   late    share of the display's turns (60 a second) that passed without a new picture: 1 - presented / turns between
//           the first and the last picture of the trace.
//   main    share of one core that the page's main thread is busy: `TaskDuration` of DevTools' Performance.getMetrics.
//   cpu     cores used by all processes of the browser: user and system time from /proc.
//   start   from navigation to the first moving wave with a warm cache, in ms.
//
// Processor time is measured without tracing, in slices of a second, and the median slice is shown. A machine that is
// busy with something else makes all rows worse: compare rows of one run.
//
//   node tests/bench/bench.mjs [--only TEXT] [--strips 4,16]
import { cpus, loadavg } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { Browser } from "./chromium.mjs";
import { host } from "./host.mjs";

const { values: options } = parseArgs({ options: { only: { type: "string", default: "" }, strips: { type: "string", default: "4,16,64,256" } } });
const project = join(dirname(fileURLToPath(import.meta.url)), "../..");
const FRAME_MS = 1000 / 60;
const SETTLE_MS = 1500;
const SLICES = 5;
const TRACE_MS = 4000;
const READY_MS = 15_000;

const counts = options.strips.split(",").map(Number);
const query = (strips) => `strips=${strips}&width=600&height=80&seconds=8&columns=4`;
const WAYS = [
  { name: "Bedside", path: (strips) => `/#/bench?${query(strips)}` },
  { name: "plotters, redrawn whole", path: (strips) => `/#/bench?${query(strips)}&draw=plotters` },
  { name: "uPlot, setData each frame", path: (strips) => `/peers/uplot.html?${query(strips)}` },
  { name: "plain canvas, new segment only", path: (strips) => `/peers/canvas.html?${query(strips)}` },
];

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

const site = await host(project);
const browser = new Browser(process.env.CHROMIUM || "chromium");
try {
  console.log(`${cpus().length} cores (${cpus()[0].model.trim()}), load ${loadavg()[0].toFixed(2)}; ${(await browser.send("Browser.getVersion")).product}`);
  const rows = [];
  const cases = [
    { name: "The app, one bed, 1280x800", strips: 4, path: "/#/", width: 1280, height: 800 },
    ...counts.flatMap((strips) => WAYS.map(({ name, path }) => ({ name, strips, path: path(strips), width: 2440, height: 1200 }))),
  ].filter(({ name }) => name.toLowerCase().includes(options.only.toLowerCase()));
  for (const [index, one] of cases.entries()) {
    const row = { ...one, ...(await measure(one)) };
    rows.push(row);
    console.error(`${index + 1}/${cases.length}  ${line(row)}`);
  }
  const start = options.only ? undefined : await startMs();

  console.log(`\n${"how it is drawn".padEnd(32)} strips  shown   late   main    cpu`);
  for (const row of rows) console.log(line(row));
  if (start !== undefined) {
    console.log(`\nFrom navigation to the first moving wave, warm cache: ${start === null ? "no wave moved" : `${start.toFixed(0)} ms (at most 1000)`}`);
  }
} finally {
  await browser.close();
  site.close();
}

function line({ name, strips, failed, shown, late, main, cpu }) {
  const head = `${name.padEnd(32)} ${String(strips).padStart(6)}`;
  if (failed) return `${head}  ${failed}`;
  return `${head}  ${shown.toFixed(1).padStart(5)}  ${(late * 100).toFixed(1).padStart(4)}%  ${main.toFixed(3).padStart(5)}  ${cpu.toFixed(3).padStart(5)}`;
}

async function evaluate(page, expression) {
  const { result, exceptionDetails } = await page.send("Runtime.evaluate", { expression, returnByValue: true });
  if (exceptionDetails) throw new Error(exceptionDetails.text);
  return result.value;
}

async function measure({ path, width, height }) {
  const page = await browser.page();
  try {
    await page.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false });
    await page.send("Page.navigate", { url: site.url + path });
    const began = performance.now();
    while (!(await evaluate(page, "document.documentElement.hasAttribute('data-ready')").catch(() => false))) {
      if (performance.now() - began > READY_MS) return { failed: "not ready (no data-ready on the root element)" };
      await sleep(100);
    }
    await sleep(SETTLE_MS);

    const main = [], cpu = [];
    let before = await sample(page);
    for (let slice = 0; slice < SLICES; slice += 1) {
      await sleep(1000);
      const now = await sample(page);
      main.push((now.task - before.task) / (now.at - before.at));
      cpu.push((now.cpu - before.cpu) / (now.at - before.at));
      before = now;
    }

    const events = await browser.trace(["disabled-by-default-display.framedisplayed"], () => sleep(TRACE_MS));
    const times = events.filter(({ name }) => name === "Display::FrameDisplayed").map(({ ts }) => ts / 1000).sort((a, b) => a - b);
    // Nothing presented at the beginning or the end of the trace is late as well, so the whole of it counts.
    const turns = Math.max((times.at(-1) - times[0]) / FRAME_MS, 1);
    const shown = times.length > 1 ? ((times.length - 1) * 1000) / (times.at(-1) - times[0]) : 0;
    return { shown, late: times.length > 1 ? Math.max(0, 1 - (times.length - 1) / turns) : 1, main: median(main), cpu: median(cpu) };
  } finally {
    await page.close();
  }
}

async function sample(page) {
  const { metrics } = await page.send("Performance.getMetrics");
  const of = (wanted) => metrics.find(({ name }) => name === wanted).value;
  return { at: of("Timestamp"), task: of("TaskDuration"), cpu: browser.processorSeconds() };
}

async function startMs() {
  const page = await browser.page();
  try {
    await page.send("Emulation.setDeviceMetricsOverride", { width: 1280, height: 800, deviceScaleFactor: 1, mobile: false });
    // Ink is on the screen (data-ready) and something moves over it. Looked at by a timer, not each frame.
    await page.send("Page.addScriptToEvaluateOnNewDocument", {
      source: `const look = setInterval(() => {
        if (!document.documentElement?.hasAttribute('data-ready') || !document.getAnimations().some((a) => a.playState === "running")) return;
        clearInterval(look);
        window.firstWave = performance.now();
      }, 4)`,
    });
    const all = [];
    for (let visit = 0; visit < 7; visit += 1) {
      await page.send("Page.navigate", { url: "about:blank" });
      await page.send("Page.navigate", { url: `${site.url}/#/` });
      const began = performance.now();
      let first;
      while (!(first = await evaluate(page, "window.firstWave ?? 0").catch(() => 0))) {
        if (performance.now() - began > READY_MS) return null;
        await sleep(50);
      }
      if (visit >= 2) all.push(first); // the first visits fill the cache and install the service worker
      await sleep(500);
    }
    return median(all);
  } finally {
    await page.close();
  }
}
