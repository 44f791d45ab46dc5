// Loads the app, and watches over it. This file and the block #stopped in index.html are all that is left when
// the app breaks, so they depend on nothing else: no library, no style but base.css, no WebAssembly.
"use strict";
(() => {
  const root = document.documentElement;
  const here = new URL("./", document.baseURI).href;
  const byId = (id) => document.getElementById(id);

  // --- Monitoring stopped -------------------------------------------------------------------------------------

  let audio = null;
  let stopped = false;

  // A browser lets a page sound only after its user has touched it once, so the context is made then.
  const allowSound = () => {
    try {
      audio ??= new AudioContext();
      if (audio.state === "suspended") audio.resume().catch(() => {});
    } catch { /* no audio here: the block on the screen remains */ }
  };
  for (const gesture of ["pointerdown", "keydown"]) addEventListener(gesture, allowSound, { capture: true, passive: true });

  // Three falling tones every two seconds, unlike the alarm bursts of the app.
  const sound = () => {
    if (!audio || audio.state !== "running") return;
    [880, 660, 440].forEach((frequency, i) => {
      const from = audio.currentTime + 0.05 + i * 0.25;
      const tone = new OscillatorNode(audio, { type: "triangle", frequency });
      const level = new GainNode(audio, { gain: 0 });
      level.gain.setValueAtTime(0, from);
      level.gain.linearRampToValueAtTime(0.4, from + 0.02);
      level.gain.setValueAtTime(0.4, from + 0.18);
      level.gain.linearRampToValueAtTime(0, from + 0.22);
      tone.connect(level).connect(audio.destination);
      tone.start(from);
      tone.stop(from + 0.24);
    });
  };

  const stop = (reason) => {
    if (stopped) return; // the first reason is the cause, what follows is its consequence
    stopped = true;
    root.dataset.stopped = "1";
    document.title = "Monitoring stopped – Bedside";
    byId("loading").hidden = true;
    byId("app").hidden = true; // never leave a frozen number
    byId("stopped-reason").textContent = String(reason || "Unknown reason").slice(0, 500);
    byId("stopped").hidden = false;
    byId("stopped-restart").focus();
    allowSound();
    sound();
    setInterval(sound, 2000);
  };

  // At the first view: the one that was open may be what broke the app.
  byId("stopped-restart").addEventListener("click", () => {
    history.replaceState(null, "", location.pathname + location.search);
    location.reload();
  });

  // Only what breaks the app counts: a trap or memory error of WebAssembly, or an error thrown in one of our own files.
  // Browser extensions, refused permissions and "ResizeObserver loop" warnings do not stop a monitor.
  const isOurs = (error, file) => {
    if (!(error instanceof Error)) return false;
    if (error instanceof WebAssembly.RuntimeError) return true;
    return (file || "").startsWith(here) || (error.stack || "").includes(here);
  };
  addEventListener("bedside-panic", (event) => stop(event.detail?.message));
  addEventListener("error", (event) => { if (isOurs(event.error, event.filename)) stop(event.error); });
  addEventListener("unhandledrejection", (event) => {
    // A DOMException here is the browser refusing something (sound, full screen, wake lock).
    if (!(event.reason instanceof DOMException) && isOurs(event.reason)) stop(event.reason);
  });

  // --- Start --------------------------------------------------------------------------------------------------

  const start = async () => {
    if (typeof WebAssembly !== "object") throw new Error("This browser has no WebAssembly, or a policy switched it off.");
    const { js, wasm } = document.querySelector("meta[name=bedside-app]").dataset;
    // Trunk preloads both files with their integrity, here the browser finds them already checked.
    const integrity = document.querySelector("link[rel=preload][as=fetch]")?.integrity || "";
    const [app, response] = await Promise.all([
      import(new URL(js, here).href),
      fetch(new URL(wasm, here), { integrity, mode: "cors", credentials: "same-origin" }),
    ]);
    if (!response.ok) throw new Error(`The server answered ${response.status} for the app's WebAssembly file.`);
    await app.default({ module_or_path: response });
    byId("loading").hidden = true;
  };
  start().catch((error) => stop(`The app did not start. ${error?.message ?? error}`));

  // --- Without a network --------------------------------------------------------------------------------------

  // finish-build.mjs names the worker in release builds only: while developing, nothing old may be served.
  const worker = document.querySelector("meta[name=bedside-offline]")?.content;
  if (worker && "serviceWorker" in navigator) {
    addEventListener("load", () => {
      navigator.serviceWorker.register(new URL(worker, here)).catch((error) => console.warn("Not kept for offline use:", error));
    });
  }
})();
