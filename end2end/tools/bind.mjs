// Makes of a crate's Wasm what a browser loads: bindings, the parts that are fetched when they are needed, and, with
// --optimise, fewer bytes. Used by make and by `make dev`.
//
//   node bind.mjs --wasm target/…/crm_app.wasm --name app --out build/site-work [--split] [--optimise=-O1]
//
// WASM_BINDGEN and WASM_SPLIT name the two programs. Leaves <name>.js and <name>.wasm in the folder, and with --split
// its parts in `parts` and their loader, __wasm_split.js, beside the bindings.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values: options } = parseArgs({
  options: {
    wasm: { type: "string" },
    name: { type: "string" },
    out: { type: "string" },
    split: { type: "boolean", default: false },
    optimise: { type: "string" },
  },
});
const { name, out } = options;
// Named one by one: --all-features writes modules that browsers refuse.
const FEATURES = [
  "bulk-memory", "nontrapping-float-to-int", "sign-ext", "mutable-globals", "reference-types", "multivalue", "simd",
].map((feature) => `--enable-${feature}`);

mkdirSync(out, { recursive: true });
const parts = options.split ? split(options.wasm) : null;
const stripped = options.optimise ? ["--remove-name-section", "--remove-producers-section"] : [];
// The parts share memory and table with the module, which must keep them among its exports.
const shared = parts ? ["--keep-lld-exports"] : [];
const whole = parts ? join(parts, `${name}.wasm`) : options.wasm;
run(
  process.env.WASM_BINDGEN, "--target", "web", "--no-typescript", ...stripped, ...shared, "--out-name", name,
  "--out-dir", out, whole,
);
if (parts) finishParts(parts);
finish(join(out, `${name}_bg.wasm`), join(out, `${name}.wasm`));

/** Takes the module apart; the folder of what comes of it. */
function split(wasm) {
  const folder = join(out, "split");
  rmSync(folder, { recursive: true, force: true });
  run(process.env.WASM_SPLIT, wasm, folder, "--out-name", name);
  return folder;
}

function finishParts(folder) {
  const finished = join(out, "parts");
  rmSync(finished, { recursive: true, force: true });
  mkdirSync(finished);
  const modules = readdirSync(folder).filter((file) => file.endsWith(".wasm") && file !== `${name}.wasm`);
  for (const file of modules) finish(join(folder, file), join(finished, file));
  copyFileSync(join(folder, "__wasm_split.js"), join(out, "__wasm_split.js"));
  rmSync(folder, { recursive: true });
}

/** The finished file is written last: make takes a file that is there for done. */
function finish(from, to) {
  if (!options.optimise) return renameSync(from, to);
  run("node_modules/.bin/wasm-opt", options.optimise, "--strip-debug", "--strip-producers", ...FEATURES, from, "-o", to);
}

/** Runs a program; what it says is shown when it fails. */
function run(program, ...given) {
  try {
    execFileSync(program, given, { stdio: "pipe" });
  } catch (error) {
    process.stderr.write(error.stderr ?? `${error}\n`);
    process.exit(1);
  }
}
