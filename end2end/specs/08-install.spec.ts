// The app can be installed, and a new build waits until the person takes it.
import { chromium } from "@playwright/test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHROMIUM, FLAGS } from "../fixtures/chromium.ts";
import { expect, test } from "../fixtures/test.ts";
import { anotherBuild } from "../fixtures/site.ts";
import { Book } from "../pages/book.ts";
import { RecordPage } from "../pages/record.ts";

test("Chromium has nothing against installing it", async ({ team }) => {
  // A persistent profile: in a private one Chromium's only finding is that it is private.
  const profile = mkdtempSync(join(tmpdir(), "halkhata-profile-"));
  const context = await chromium.launchPersistentContext(profile, { executablePath: CHROMIUM, args: FLAGS });
  const page = context.pages()[0];
  await page.goto(`${team.proxy.origin}/today`);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  const session = await context.newCDPSession(page);
  expect((await session.send("Page.getAppManifest")).errors).toEqual([]);
  expect((await session.send("Page.getInstallabilityErrors")).installabilityErrors).toEqual([]);
  await context.close();
  rmSync(profile, { recursive: true, force: true });
});

test("the relay's pages name no other host and allow no inline script", async ({ team }) => {
  const book = await team.visitor();
  const answer = await book.page.goto(`${team.proxy.origin}/today`);
  const policy = answer?.headers()["content-security-policy"] ?? "";
  expect(policy).toContain("'wasm-unsafe-eval'");
  expect(policy).not.toContain("unsafe-inline");
  expect(policy).not.toContain("'unsafe-eval'");
  const source = (await answer?.text()) ?? "";
  expect(source).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son[a-z]+=/i);
});

test("a new build waits for Update, and a half-typed note is there afterwards", async ({ team }) => {
  const book = await team.visitor();
  await book.tryOut(false);
  const made = await book.create("contact", { first_name: "Salma", last_name: "Sultana" });
  await book.page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  await book.open(`/record/${made.id}`);
  const before = await book.page.evaluate(() => (globalThis as any).halkhata.build);
  await made.startEditing("description", "Asked for samples of");

  const site = await anotherBuild();
  await team.relay.serve(site.folder);
  await book.page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  await book.page.waitForFunction(() => (globalThis as any).halkhata.updateWaiting);
  expect(await book.page.evaluate(() => (globalThis as any).halkhata.build)).toBe(before);
  await Promise.all([
    book.page.waitForEvent("load"),
    book.page.evaluate(() => void (globalThis as any).halkhata.applyUpdate()),
  ]);
  await book.page.waitForFunction((build) => (globalThis as any).halkhata?.build === build, site.build);
  const record = new RecordPage(book.page);
  await expect(record.row("description")).toContainText("Asked for samples of");
  site.remove();
});
