// Installs Firefox and WebKit of Debian for the smoke test, as root; else prints the line to run. Without them the
// smoke test is left out and says so.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

const line = ["apt-get", "install", "-y", "--no-install-recommends", "firefox-esr", "webkit2gtk-driver", "xvfb"];

if (!["/usr/bin/firefox-esr", "/usr/bin/WebKitWebDriver", "/usr/bin/Xvfb"].every(existsSync)) {
  try {
    if (process.getuid() !== 0) throw new Error("only root installs packages");
    execFileSync("apt-get", ["update", "-q"], { stdio: "inherit" });
    execFileSync(line[0], line.slice(1), { stdio: "inherit", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
  } catch (error) {
    console.warn(`Firefox and WebKit are not tested here (${error.message}). To test them, too, run:\n  sudo ${line.join(" ")}`);
  }
}
