// Makes sure that Chromium and its driver are there: installs Debian's packages as root, else prints the line to run.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

const line = ["apt-get", "install", "-y", "--no-install-recommends", "chromium", "chromium-driver", "fonts-noto-core"];

if (!["/usr/bin/chromium", "/usr/bin/chromedriver"].every(existsSync)) {
  if (process.getuid() !== 0) {
    console.error(`Chromium or its driver is missing. Please run:\n  sudo ${line.join(" ")}`);
    process.exit(1);
  }
  execFileSync("apt-get", ["update", "-q"], { stdio: "inherit" });
  execFileSync(line[0], line.slice(1), { stdio: "inherit", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
}
