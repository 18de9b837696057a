// Runs the tests that need a browser's worker (IndexedDB, locks) in Chromium, one package after the other.
// Takes the path of wasm-bindgen-test-runner.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

const runner = resolve(process.argv[2]);
const packages = { "crm-engine": "app/engine", "crm-app": "app" };

for (const [name, folder] of Object.entries(packages)) {
  if (!hasTests(folder)) continue;
  const result = spawnSync("cargo", ["test", "-p", name, "--target", "wasm32-unknown-unknown", "--test", "*"], {
    stdio: "inherit",
    env: {
      ...process.env,
      CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: runner,
      CHROMEDRIVER: "/usr/bin/chromedriver",
      WASM_BINDGEN_TEST_TIMEOUT: "120",
    },
  });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

// Folders too: a test of several files is a folder with a `main.rs`.
function hasTests(folder) {
  return existsSync(`${folder}/tests`)
    && readdirSync(`${folder}/tests`, { recursive: true })
      .filter((file) => file.endsWith(".rs"))
      .some((file) => readFileSync(`${folder}/tests/${file}`, "utf8").includes("wasm_bindgen_test"));
}
