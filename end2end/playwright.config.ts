// Chromium of Debian against the built relay and site. Two workers: each test has a relay of its own.
import { defineConfig } from "@playwright/test";
import { CHROMIUM, FLAGS } from "./fixtures/chromium.ts";

export default defineConfig({
  testDir: "specs",
  outputDir: "test-results",
  testMatch: process.env.SHOTS ? "shots.ts" : "*.spec.ts",
  workers: 1,
  timeout: 120_000,
  globalTimeout: 20 * 60_000,
  expect: { timeout: 10_000 },
  retries: 0,
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    launchOptions: { executablePath: CHROMIUM, args: FLAGS },
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    timezoneId: "Asia/Dhaka",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    actionTimeout: 10_000,
  },
});
