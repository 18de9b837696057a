// Installs schemathesis, which calls the API for other programs as its description says, into a folder of its own. Where
// that does not go, the test that needs it is left out and says so.
import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";

const [folder, requirements] = process.argv.slice(2);
const run = (program, ...words) => execFileSync(program, words, { stdio: ["ignore", "ignore", "inherit"] });
const make = () => run("python3", "-m", "venv", folder);
const packages = ["python3", "python3-venv"];

if (!existsSync(`${folder}/bin/schemathesis`)) {
  try {
    try {
      make();
    } catch (error) {
      if (process.getuid() !== 0) throw error;
      run("apt-get", "update", "-q");
      run("apt-get", "install", "-y", "--no-install-recommends", ...packages);
      make();
    }
    run(`${folder}/bin/pip`, "install", "--quiet", "--disable-pip-version-check", "--requirement", requirements);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    console.warn(
      `The API is not tested by its description here (${error.message}). It needs Python 3.10 with venv (on Debian: ` +
        `sudo apt-get install ${packages.join(" ")}) and PyPI.`,
    );
  }
}
