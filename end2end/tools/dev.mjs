// `make dev`: builds without optimisation, serves, and builds again when a source changes. The open page follows.
// The styleguide is at /styleguide.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, statSync, watch } from "node:fs";
import { parseArgs } from "node:util";

const { values: options } = parseArgs({ options: { listen: { type: "string" }, data: { type: "string" } } });
const WASM = "wasm32-unknown-unknown";
const OUT = "build/dev";
let relay = null;
let building = false;
let again = false;

for (const folder of ["app", "server", "style", "public"]) {
  watch(folder, { recursive: true }, (_, name) => {
    if (!/\.(rs|json|css|js|toml|svg|webmanifest)$/.test(name ?? "")) return;
    again = true;
    setTimeout(rebuild, 200);
  });
}
again = true;
rebuild();

function rebuild() {
  if (building || !again) return;
  building = true;
  again = false;
  const started = Date.now();
  const fine =
    run("cargo", "build", "-p", "crm-app", "--features", "styleguide", "--target", WASM) &&
    run("cargo", "build", "-p", "crm-engine", "--target", WASM) &&
    run("cargo", "build", "-p", "crm-server", "--bin", "halkhata") &&
    bind("crm_app", "app", "--split") &&
    bind("crm_engine", "engine") &&
    run("node", "end2end/tools/assemble.mjs", "--dev", "--styleguide", "--out", OUT, "--app", `${OUT}-app`, "--engine", `${OUT}-engine`);
  console.log(fine ? `== built in ${((Date.now() - started) / 1000).toFixed(1)} s` : "== the build failed; waiting for a change");
  building = false;
  if (fine) serve();
  if (again) rebuild();
}

function run(program, ...args) {
  return spawnSync(program, args, { stdio: "inherit" }).status === 0;
}

function bind(crate, name, ...split) {
  const wasm = `target/${WASM}/debug/${crate}.wasm`;
  const bound = `${OUT}-${name}/${name}.wasm`;
  // A sheet or a script changed, and nothing in Rust.
  if (existsSync(bound) && statSync(bound).mtimeMs > statSync(wasm).mtimeMs) return true;
  return run("node", "end2end/tools/bind.mjs", "--wasm", wasm, "--name", name, "--out", `${OUT}-${name}`, ...split);
}

function serve() {
  const start = () => {
    const args = ["serve", "--listen", options.listen, "--data", options.data, "--assets", OUT];
    relay = spawn("target/debug/halkhata", args, { stdio: "inherit" });
  };
  if (!relay || relay.exitCode !== null) return start();
  relay.once("exit", start);
  relay.kill("SIGTERM");
}

process.on("SIGINT", () => {
  relay?.kill("SIGTERM");
  process.exit(0);
});
