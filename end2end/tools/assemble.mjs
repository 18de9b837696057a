// Puts a site together: names every file after its content, compresses it, and lists it for the shell and the
// service worker. Run by make after the two Wasm modules are there.
import { build } from "esbuild";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { basename, extname, join, relative, resolve } from "node:path";
import { parseArgs, promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const { values: options } = parseArgs({
  options: {
    out: { type: "string" },
    app: { type: "string" },
    engine: { type: "string" },
    dev: { type: "boolean", default: false },
    bench: { type: "boolean", default: false },
    styleguide: { type: "boolean", default: false },
  },
});
const out = resolve(options.out);
const assets = join(out, "assets");
// The bench build starts the same scripts with instruments around them.
const scripts = options.bench ? "end2end/bench" : "public";
const files = {};
const kept = new Set();

await mkdir(assets, { recursive: true });

const fonts = (await list("public/fonts")).filter((path) => path.endsWith(".woff2"));
for (const font of fonts) await add(`fonts/${basename(font)}`, await readFile(font));
await add("app.css", await styleSheet(options.styleguide ? "style/styleguide.css" : "style/main.css"));
await add("shell.css", await styleSheet("style/shell.css"));
await add("app.wasm", await readFile(join(options.app, "app.wasm")));
for (const part of await list(join(options.app, "parts"))) await add(`parts/${basename(part)}`, await readFile(part));
await add("engine.wasm", await readFile(join(options.engine, "engine.wasm")));
await add("engine-worker.js", await script(`${scripts}/engine-worker.js`, { ENGINE_WASM: files["engine.wasm"] }));
await add("app.js", await script(join(options.app, "app.js"), {}));

const page = {
  ENGINE_WORKER: files["engine-worker.js"],
  ENGINE_WASM: files["engine.wasm"],
  APP_JS: files["app.js"],
  APP_WASM: files["app.wasm"],
  PARTS: await parts(),
  RELOAD_ON_CHANGE: options.dev,
};
const roots = await rootFiles();
const identity = createHash("sha256").update(JSON.stringify([files, page, roots.map(([name, text]) => [name, hash(text)])]));
identity.update(await readFile("public/boot.js")).update(await readFile("public/sw.js"));
const name = identity.digest("hex").slice(0, 16);

await add("boot.js", await script(`${scripts}/boot.js`, { ...page, BUILD: name }));

for (const [path, bytes] of roots) {
  await mkdir(join(out, path, ".."), { recursive: true });
  await writeFile(join(out, path), bytes);
}
await writeFile(join(out, "sw.js"), await serviceWorker());
await copyFile("public/sw-off.js", join(out, "sw-off.js"));
await writeFile(join(out, "build.json"), JSON.stringify({ build: name }));
for (const old of await list(assets)) if (!kept.has(basename(old))) await rm(old);
await writeFile(join(out, "manifest.json"), JSON.stringify({ build: name, files, parts: page.PARTS }, null, 2));
await report();

/** Stores a file under the hash of its content, with its compressed forms. */
async function add(logical, bytes) {
  const type = extname(logical);
  const stored = `${basename(logical, type)}-${hash(bytes)}${type}`;
  files[logical] = `/assets/${stored}`;
  kept.add(stored).add(`${stored}.br`).add(`${stored}.gz`);
  const path = join(assets, stored);
  if (await exists(path)) return;
  if (!options.dev && ![".woff2", ".png"].includes(type)) {
    const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 } };
    const [br, gz] = await Promise.all([
      promisify(brotliCompress)(bytes, brotli),
      promisify(gzip)(bytes, { level: 9 }),
    ]);
    await writeFile(`${path}.br`, br);
    await writeFile(`${path}.gz`, gz);
  }
  await writeFile(path, bytes);
}

/** What the loader fetches for each part: the part itself and what it shares with others. */
async function parts() {
  const loader = await readFile(join(options.app, "__wasm_split.js"), "utf8");
  const made = [...loader.matchAll(/const (__\w+) = [^]*?"\.\/([^"]+\.wasm)"[^]*?^, \[(.*?)\]\)/gm)];
  const fileOf = new Map(made.map(([, constant, file]) => [constant, file]));
  const address = (constant) => addressOf(`parts/${fileOf.get(constant)}`, "the loader");
  const loads = made.filter(([, constant]) => constant.startsWith("__wasm_split_load_"));
  return Object.fromEntries(
    loads.map(([, constant, , shared]) => [
      constant.slice("__wasm_split_load_".length),
      [constant, ...shared.split(", ").filter(Boolean)].map(address),
    ]),
  );
}

function hash(bytes) {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}

/** Bundles a sheet; a mistake in it fails the build. Fonts get their hashed names. */
async function styleSheet(entry) {
  const arguments_ = ["--bundle", "--targets", "chrome 120, firefox 121, safari 17", entry];
  if (!options.dev) arguments_.unshift("--minify");
  const css = execFileSync("node_modules/.bin/lightningcss", arguments_, { encoding: "utf8", maxBuffer: 1 << 26 });
  return Buffer.from(css.replace(/url\(["']?[^"')]*?fonts\/([^"')]+)["']?\)/g, (_, font) => `url(${addressOf(`fonts/${font}`, entry)})`));
}

function addressOf(logical, user) {
  if (!files[logical]) throw new Error(`${user} names ${logical}, which is not in public`);
  return files[logical];
}

/** Bundles a script, with the bindings of its module inside. */
async function script(entry, values) {
  const define = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)]));
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    // The bindings import the loader once for each part.
    logOverride: { "duplicate-object-key": "silent" },
    minify: !options.dev,
    define,
    plugins: [{ name: "modules", setup: resolveModules }],
  });
  return Buffer.from(result.outputFiles[0].contents);
}

/**
 * `app.js` stays a file of its own, which the shell can preload; `engine.js` goes into its worker. The loader of the
 * parts gets their hashed addresses.
 */
function resolveModules(builder) {
  builder.onLoad({ filter: /__wasm_split\.js$/ }, async ({ path }) => {
    // Modules come from boot.js, which has begun with those of the first screen before the app runs.
    const fetching = /fetch\(new URL\("\.\/([^"]+)", import\.meta\.url\)\)/g;
    const given = (_, part) => `globalThis.halkhata.module(${JSON.stringify(addressOf(`parts/${part}`, path))})`;
    const instantiating = "WebAssembly.instantiateStreaming(src, imports)";
    const loader = await readFile(path, "utf8");
    if (!fetching.test(loader) || !loader.includes(instantiating)) throw new Error(`${path} is not what is known of it`);
    const contents = loader.replace(fetching, given);
    return { contents: contents.replaceAll(instantiating, "WebAssembly.instantiate(await src, imports)") };
  });
  builder.onResolve({ filter: /^\/assets\// }, ({ path }) => ({ path, external: true }));
  builder.onResolve({ filter: /^engine\.js$/ }, () => ({ path: resolve(options.engine, "engine.js") }));
}

/** What is served under its own name: the manifest, icons, licences of fonts. */
async function rootFiles() {
  const built = new Set(["boot.js", "engine-worker.js", "sw.js", "sw-off.js"]);
  const found = [];
  for (const path of await list("public")) {
    const served = relative("public", path);
    if (built.has(served) || served.endsWith(".woff2")) continue;
    found.push([served, await readFile(path)]);
  }
  return found.sort(([a], [b]) => (a < b ? -1 : 1));
}

async function serviceWorker() {
  const hashed = Object.values(files).map((address) => [address, ""]);
  const used = roots.filter(([path]) => !path.endsWith(".txt"));
  const named = used.map(([path, bytes]) => [`/${path}`, hash(bytes)]);
  return script("public/sw.js", { BUILD: name, SHELL_MARK: files["boot.js"], PRECACHE: [...hashed, ...named] });
}

async function list(folder) {
  if (!(await exists(folder))) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort();
}

async function exists(path) {
  return stat(path).then(() => true, () => false);
}

async function report() {
  const logicals = Object.keys(files);
  const parts = logicals.filter((logical) => logical.startsWith("parts/"));
  const shown = { "parts of the app": parts };
  for (const logical of ["app.wasm", "engine.wasm", "app.js", "engine-worker.js", "app.css"]) shown[logical] = [logical];
  for (const [what, logicals] of Object.entries(shown)) {
    let [raw, small] = [0, 0];
    for (const logical of logicals) {
      const path = join(out, files[logical].slice(1));
      raw += (await stat(path)).size;
      small += (await stat((await exists(`${path}.br`)) ? `${path}.br` : path)).size;
    }
    console.log(`   ${what.padEnd(17)} ${(raw / 1000).toFixed(0).padStart(6)} kB  ${(small / 1000).toFixed(0).padStart(5)} kB brotli`);
  }
}
