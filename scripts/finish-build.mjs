// Trunk runs this after every build (Trunk.toml), on the folder that becomes the site.
//
// Release: writes the service worker, names it in index.html, and checks the size of the first load.
// Development: writes a service worker that removes itself, so that an installed release never answers for a
// development build on the same port, and moves trunk's inline reload script into a file, as the page's policy wants.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

/** All that a first visit loads: wasm, js, css and html, brotli at its best as a static host would send it. */
const FIRST_LOAD_LIMIT_BYTES = 790_000;

const project = join(dirname(fileURLToPath(import.meta.url)), "..");
const site = process.env.TRUNK_STAGING_DIR;
if (!site || !existsSync(join(site, "index.html"))) {
  console.error("finish-build: TRUNK_STAGING_DIR names no built site; trunk runs this script, see Trunk.toml");
  process.exit(1);
}
const release = process.env.TRUNK_PROFILE === "release";
const index = join(site, "index.html");

if (release) {
  nameServiceWorker();
  writeServiceWorker();
  checkSize();
} else {
  moveReloadScript();
  writeFileSync(join(site, "sw.js"), selfRemovingWorker());
}

function files() {
  return readdirSync(site, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(site, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join(posix.sep))
    .filter((path) => path !== "sw.js")
    .sort();
}

function nameServiceWorker() {
  const html = readFileSync(index, "utf8");
  if (!/<\/head>/i.test(html) && !/<body/i.test(html)) throw new Error("finish-build: index.html has no head to write to");
  const meta = '<meta name="bedside-offline" content="sw.js">';
  writeFileSync(index, /<\/head>/i.test(html) ? html.replace(/<\/head>/i, `${meta}</head>`) : html.replace(/<body/i, `${meta}<body`));
}

function writeServiceWorker() {
  const list = files();
  const content = createHash("sha256");
  for (const path of list) content.update(path).update("\0").update(readFileSync(join(site, path)));
  const template = readFileSync(join(project, "web", "sw.js"), "utf8");
  const worker = template
    .replace('"{{files}}"', JSON.stringify(list))
    .replace("{{version}}", content.digest("hex").slice(0, 16));
  if (worker.includes("{{")) throw new Error("finish-build: web/sw.js has a placeholder that was not filled");
  writeFileSync(join(site, "sw.js"), worker);
}

function checkSize() {
  const brotli = (path) =>
    brotliCompressSync(readFileSync(join(site, path)), {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
    }).length;
  const rows = files()
    .filter((path) => /\.(wasm|js|css|html)$/.test(path))
    .map((path) => ({ path, raw: readFileSync(join(site, path)).length, packed: brotli(path) }))
    .sort((a, b) => b.packed - a.packed);
  const total = rows.reduce((sum, row) => sum + row.packed, 0);
  console.log("First load            bytes   brotli");
  for (const { path, raw, packed } of rows) {
    const name = path.replace(/-([0-9a-f]{6})[0-9a-f]+/, "-$1…");
    console.log(`  ${name.padEnd(18)} ${String(raw).padStart(7)}  ${String(packed).padStart(7)}`);
  }
  console.log(`  ${"total".padEnd(27)} ${String(total).padStart(7)}  of at most ${FIRST_LOAD_LIMIT_BYTES}`);
  if (total > FIRST_LOAD_LIMIT_BYTES) {
    console.error(`finish-build: the first load is ${total - FIRST_LOAD_LIMIT_BYTES} bytes over its limit`);
    process.exit(1);
  }
}

// Trunk's server fills in its address as it sends the page, so the script's hash cannot be known here; as a file of its
// own it takes the address from where it is.
function moveReloadScript() {
  const html = readFileSync(index, "utf8");
  const inline = /<script>([\s\S]*?)<\/script>/;
  const script = html.match(inline)?.[1];
  if (!script) return; // `trunk build` adds none
  writeFileSync(index, html.replace(inline, '<script src="./reload.js"></script>'));
  writeFileSync(join(site, "reload.js"), script
    .replace(/(['"]){{__TRUNK_ADDRESS__}}\1/, "location.host")
    .replace(/(['"]){{__TRUNK_WS_BASE__}}\1/, '"/"')
    .replace(/(['"]){{__TRUNK_WS_PROTOCOL__}}\1/, '""'));
}

function selfRemovingWorker() {
  return `addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil((async () => {
  await Promise.all((await caches.keys()).filter((name) => name.startsWith("bedside ")).map((name) => caches.delete(name)));
  await registration.unregister();
  for (const page of await clients.matchAll({ type: "window" })) page.navigate(page.url);
})()));
`;
}
