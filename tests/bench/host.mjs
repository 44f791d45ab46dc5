// A static host for the built site, the peer pages and uPlot, with the caching headers a good host sends.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css",
  ".wasm": "application/wasm", ".svg": "image/svg+xml", ".png": "image/png", ".webmanifest": "application/manifest+json",
};

/** Serves `project`'s dist at /, tests/bench/peers at /peers/ and uPlot at /uplot/; resolves to its address. */
export function host(project) {
  const folders = { peers: join(project, "tests/bench/peers"), uplot: join(project, "node_modules/uplot/dist") };
  const server = createServer(async ({ url }, response) => {
    let path = normalize(decodeURIComponent(new URL(url, "http://host").pathname));
    if (path.endsWith("/")) path += "index.html";
    const [, first, ...rest] = path.split("/");
    const file = folders[first] ? join(folders[first], ...rest) : join(project, "dist", path);
    try {
      const body = await readFile(file);
      const hashed = /-[0-9a-f]{8,}/.test(path);
      response.writeHead(200, {
        "Content-Type": TYPES[extname(path)] ?? "application/octet-stream",
        "Cache-Control": hashed ? "public, max-age=31536000, immutable" : "no-cache",
      });
      response.end(body);
    } catch {
      response.writeHead(404).end("not here");
    }
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve({ url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() }));
  });
}
