// One headless Chromium, spoken to over a pipe (--remote-debugging-pipe), which needs nothing but Node itself.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync", "--mute-audio",
  "--remote-debugging-pipe", "--window-size=1280,800",
];

export class Browser {
  #process; #profile; #next = 1; #waiting = new Map(); #listeners = new Map(); #rest = "";

  constructor(program) {
    this.#profile = mkdtempSync(join(tmpdir(), "bedside-bench-"));
    this.#process = spawn(program, [...FLAGS, `--user-data-dir=${this.#profile}`, "about:blank"], {
      stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
    });
    this.#process.stdio[4].setEncoding("utf8").on("data", (text) => this.#receive(text));
    this.#process.on("error", (error) => { console.error(`${program} cannot be started: ${error.message}`); process.exit(1); });
  }

  // Messages end with a zero byte.
  #receive(text) {
    const parts = (this.#rest + text).split("\0");
    this.#rest = parts.pop();
    for (const part of parts) {
      const { id, method, params, result, error } = JSON.parse(part);
      if (id) {
        const { resolve, reject, sent } = this.#waiting.get(id);
        this.#waiting.delete(id);
        if (error) reject(new Error(`${sent}: ${error.message}`)); else resolve(result);
      } else {
        this.#listeners.get(method)?.(params);
      }
    }
  }

  send(method, params = {}, sessionId) {
    const id = this.#next++;
    this.#process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject, sent: method }));
  }

  on(method, listener) { this.#listeners.set(method, listener); }

  /** A page of its own; `send` speaks to it alone. */
  async page() {
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    const send = (method, params) => this.send(method, params, sessionId);
    await send("Page.enable");
    await send("Performance.enable");
    return { send, close: () => this.send("Target.closeTarget", { targetId }) };
  }

  /** Processor time of all processes of the browser until now, in seconds, from /proc. */
  processorSeconds() {
    const stats = new Map();
    for (const name of readdirSync("/proc")) {
      if (!/^\d+$/.test(name)) continue;
      try {
        // After the name in parentheses: state, parent, … user and system time are fields 14 and 15.
        const fields = readFileSync(`/proc/${name}/stat`, "utf8").replace(/^.*\) /s, "").split(" ");
        stats.set(Number(name), { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) });
      } catch { /* it ended while we looked */ }
    }
    const belongs = (pid) => {
      for (let at = pid; at > 1; at = stats.get(at)?.parent ?? 0) if (at === this.#process.pid) return true;
      return false;
    };
    let ticks = 0;
    for (const [pid, stat] of stats) if (belongs(pid)) ticks += stat.ticks;
    return ticks / 100; // USER_HZ is 100 on every Linux that runs Chromium
  }

  /** Trace events of these categories while `during` runs. */
  async trace(categories, during) {
    const events = [];
    this.on("Tracing.dataCollected", ({ value }) => events.push(...value));
    const complete = new Promise((resolve) => this.on("Tracing.tracingComplete", resolve));
    await this.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: categories, excludedCategories: ["*"] } });
    await during();
    await this.send("Tracing.end");
    await complete;
    return events;
  }

  async close() {
    await this.send("Browser.close").catch(() => {});
    await new Promise((resolve) => (this.#process.exitCode === null ? this.#process.once("exit", resolve) : resolve()));
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
