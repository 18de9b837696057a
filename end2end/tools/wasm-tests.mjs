// Runs the tests that need a browser's worker (IndexedDB, locks) in Chromium, one package after the other.
// Takes the path of wasm-bindgen-test-runner.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

const runner = resolve(process.argv[2]);
const packages = { "crm-engine": "app/engine", "crm-app": "app" };

for (const [name, folder] of Object.entries(packages)) {
  if (!hasTests(folder)) continue;
  if (!existsSync("/usr/bin/chromedriver")) install();
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

function hasTests(folder) {
  return existsSync(`${folder}/tests`) && readdirSync(`${folder}/tests`).some((file) => readFileSync(`${folder}/tests/${file}`, "utf8").includes("wasm_bindgen_test"));
}

function install() {
  const line = ["apt-get", "install", "-y", "--no-install-recommends", "chromium", "chromium-driver"];
  if (process.getuid() !== 0) {
    console.error(`chromedriver is missing. Please run:\n  sudo ${line.join(" ")}`);
    process.exit(1);
  }
  spawnSync(line[0], line.slice(1), { stdio: "inherit", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
}
