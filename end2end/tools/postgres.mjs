// Installs Debian's PostgreSQL for the tests that start one of their own, as root; else prints the line to run. Without
// it those tests are left out and say so. The server that the package would start by itself is not wanted.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";

const line = ["apt-get", "install", "-y", "--no-install-recommends", "postgresql"];
const folder = "/usr/lib/postgresql";

if (!existsSync(folder) || !readdirSync(folder).some((version) => existsSync(`${folder}/${version}/bin/initdb`))) {
  try {
    if (process.getuid() !== 0) throw new Error("only root installs packages");
    execFileSync("apt-get", ["update", "-q"], { stdio: "inherit" });
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
    execFileSync(line[0], line.slice(1), { stdio: "inherit", env });
  } catch (error) {
    console.warn(`PostgreSQL is not tested here (${error.message}). To test it, too, run:\n  sudo ${line.join(" ")}`);
  }
}
