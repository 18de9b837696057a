// Makes sure that Chromium is there: installs Debian's package as root, else prints the one line to run.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

const line = ["apt-get", "install", "-y", "--no-install-recommends", "chromium", "fonts-noto-core"];

if (!existsSync("/usr/bin/chromium")) {
  if (process.getuid() !== 0) {
    console.error(`Chromium is missing. Please run:\n  sudo ${line.join(" ")}`);
    process.exit(1);
  }
  execFileSync("apt-get", ["update", "-q"], { stdio: "inherit" });
  execFileSync(line[0], line.slice(1), { stdio: "inherit", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
}
