// What the built site may and may not contain.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

const SITE = "build/site";
const manifest = JSON.parse(await readFile(`${SITE}/manifest.json`, "utf8"));
const stored = await readdir(`${SITE}/assets`);
const read = (address) => readFile(`${SITE}${address}`);

test("the product contains neither the bench page, nor the styleguide, nor planted faults", async () => {
  for (const file of stored.filter((name) => !/\.(br|gz)$/.test(name))) {
    const bytes = await read(`/assets/${file}`);
    for (const mark of ["halkhataBench", "styleguide", "guide-stage", "PLANTED", "refused_dropped"]) assert.ok(!bytes.includes(mark), `${file}: ${mark}`);
  }
});

test("every file is named after its content", async () => {
  for (const address of Object.values(manifest.files)) {
    const hash = createHash("sha256").update(await read(address)).digest("hex").slice(0, 16);
    assert.ok(address.includes(`-${hash}.`), address);
  }
});

test("compressed forms hold the same bytes", async () => {
  for (const file of stored.filter((name) => /\.(br|gz)$/.test(name))) {
    const unpack = file.endsWith(".br") ? brotliDecompressSync : gunzipSync;
    const plain = await read(`/assets/${file.replace(/\.(br|gz)$/, "")}`);
    assert.ok(unpack(await read(`/assets/${file}`)).equals(plain), file);
  }
});

test("nothing stays of earlier builds", () => {
  const named = new Set(Object.values(manifest.files).map((address) => address.split("/").pop()));
  for (const file of stored) assert.ok(named.has(file.replace(/\.(br|gz)$/, "")), file);
});

test("the service worker keeps every file and names no other", async () => {
  const worker = (await read("/sw.js")).toString();
  for (const address of Object.values(manifest.files)) assert.ok(worker.includes(address), address);
  assert.ok(worker.includes(manifest.build));
});

test("the two modules stay within their bytes", async () => {
  // What they weigh today and a little; DECISIONS.md says what is aimed at.
  const size = async (address) => (await read(`${address}.br`)).length;
  for (const [name, most] of [["app.wasm", 627_000], ["engine.wasm", 1_093_000]]) {
    const bytes = await size(manifest.files[name]);
    assert.ok(bytes <= most, `${name} has ${bytes} bytes in brotli, the limit is ${most}`);
  }
  for (const [part, most] of [["account", 70_000], ["plans", 175_000], ["office", 348_000]]) {
    const bytes = (await Promise.all(manifest.parts[part].map(size))).reduce((sum, one) => sum + one, 0);
    assert.ok(bytes <= most, `${part} has ${bytes} bytes in brotli beside the app, the limit is ${most}`);
  }
});

test("the start script names parts that exist", async () => {
  const boot = await readFile("public/boot.js", "utf8");
  const named = new Set([...(boot.match(/const FIRST = \{([^}]*)\}/)?.[1] ?? "").matchAll(/: "(\w+)"/g)].map(([, part]) => part));
  assert.deepEqual([...named].sort(), Object.keys(manifest.parts).sort());
});

test("every part is fetched by some screen", () => {
  const fetched = new Set(Object.values(manifest.parts).flat());
  const built = Object.entries(manifest.files).filter(([name]) => name.startsWith("parts/"));
  assert.deepEqual([...fetched].sort(), built.map(([, address]) => address).sort());
});

test("screens and engine are different modules", async () => {
  const app = await read(manifest.files["app.wasm"]);
  const engine = await read(manifest.files["engine.wasm"]);
  assert.ok(!app.includes("automerge"), "the screens contain Automerge");
  assert.ok(!engine.includes("leptos"), "the engine contains Leptos");
});

test("sheets and scripts reach no other host", async () => {
  for (const name of ["app.css", "shell.css", "boot.js", "engine-worker.js", "app.js"]) {
    const text = (await read(manifest.files[name])).toString();
    const hosts = [...text.matchAll(/https?:\/\/([a-z0-9.-]+)/g)].map(([, host]) => host);
    assert.deepEqual(hosts.filter((host) => host !== "www.w3.org"), [], name);
  }
});
