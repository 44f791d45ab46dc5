// Keeps the app for use without a network. scripts/finish-build.mjs fills in the two constants.
"use strict";

const FILES = "{{files}}";
const VERSION = "{{version}}";

// Several copies may live in several folders of one host, so the folder is part of the name.
const PREFIX = `bedside ${new URL(registration.scope).pathname} `;
const CACHE = PREFIX + VERSION;
const absolute = (path) => new URL(path, registration.scope).href;

// One version is kept whole or not at all: addAll fails if any file is missing. Hashed names may come from the HTTP
// cache of the visit that is just loading them, the others are asked for anew.
addEventListener("install", (event) => {
  const requests = FILES.map(
    (path) => new Request(absolute(path), { cache: /-[0-9a-f]{8,}/.test(path) ? "default" : "no-cache" }),
  );
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(requests)));
});

addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await clients.claim();
  })());
});

addEventListener("message", (event) => { if (event.data === "take over") skipWaiting(); });

const answer = async (request) => {
  const cache = await caches.open(CACHE);
  if (request.mode === "navigate") {
    // A newer version is ready and this is the only page: let it take over and load again, so that a page and its
    // files are always of one version. With more pages open it waits until they are closed.
    if (registration.waiting && (await clients.matchAll()).length < 2) {
      registration.waiting.postMessage("take over");
      return new Response("<!doctype html><title>Bedside</title><link rel=icon href=data:,><script>location.reload()</script>", {
        headers: { "Content-Type": "text/html; charset=utf-8" },
      });
    }
    const kept = await cache.match(absolute("index.html"));
    if (!kept) return fetch(request);
    // Some hosts redirect index.html to its folder; a browser refuses to open a page by a redirected answer.
    return kept.redirected ? new Response(kept.body, { status: kept.status, headers: kept.headers }) : kept;
  }
  return (await cache.match(request, { ignoreSearch: true })) ?? fetch(request);
};

addEventListener("fetch", (event) => {
  const { method, url, mode } = event.request;
  if (method !== "GET" || !url.startsWith(registration.scope)) return;
  // Other pages may live in folders below; they are none of ours.
  const { origin, pathname } = new URL(url);
  if (mode === "navigate" && ![registration.scope, absolute("index.html")].includes(origin + pathname)) return;
  event.respondWith(answer(event.request));
});

// A notification that somebody touches brings the page to the front, and the page learns that it was seen.
addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil((async () => {
    const pages = await clients.matchAll({ type: "window" });
    for (const page of pages) page.postMessage({ seen: event.notification.tag });
    await pages[0]?.focus();
  })());
});
