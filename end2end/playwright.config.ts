// Chromium of Debian against the built relay and site, one test after the other; each has a relay of its own.
import { defineConfig } from "@playwright/test";
import { CHROMIUM, FLAGS } from "./fixtures/chromium.ts";

const PHONE = /(01|02|05|08|11|12|13|18)-.*\.spec\.ts$/;

export default defineConfig({
  testDir: "specs",
  outputDir: "test-results",
  testMatch: process.env.SHOTS ? "shots.ts" : "*.spec.ts",
  workers: 1,
  timeout: 120_000,
  globalTimeout: 40 * 60_000,
  expect: { timeout: 10_000 },
  retries: 0,
  forbidOnly: true,
  reporter: [["list"]],
  projects: [
    { name: "desktop" },
    {
      // The screens once more at the size of a phone. Specs with looks of their own bring both sizes themselves, and
      // what kills tabs and relays is the same at any size.
      name: "phone",
      testMatch: PHONE,
      use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    },
  ],
  use: {
    launchOptions: { executablePath: CHROMIUM, args: FLAGS },
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    timezoneId: "Asia/Dhaka",
    // Recording every step makes the whole run a third longer: TRACE=1 make test-browser ONLY=…
    trace: process.env.TRACE ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
    actionTimeout: 10_000,
  },
});
