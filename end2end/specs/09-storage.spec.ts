// What a person is told when the browser does not keep the book, each in its own words; nothing says "saved" then.
import { chromium, type BrowserContext, type Page } from "@playwright/test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHROMIUM, FLAGS } from "../fixtures/chromium.ts";
import { expect, test } from "../fixtures/test.ts";
import { Book } from "../pages/book.ts";
import type { RecordPage } from "../pages/record.ts";

/** Runs before the engine in its worker. */
async function inWorker(context: BrowserContext, script: string): Promise<void> {
  await context.route(/engine-worker.*\.js(#.*)?$/, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: `${script}\n${await answer.text()}` });
  });
}

/** A page of the same origin without the app, that opens the book in that version and does not let go of it. */
async function holder(context: BrowserContext, origin: string, version: number): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${origin}/healthz`);
  await page.evaluate(
    (version) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open("halkhata.local", version);
        opening.onsuccess = () => {
          (globalThis as any).held = opening.result;
          resolve();
        };
        opening.onerror = () => reject(opening.error);
      }),
    version,
  );
  return page;
}

async function readOnly(book: Book, record: RecordPage): Promise<void> {
  await expect(record.row("first_name")).toBeVisible();
  await expect(book.page.locator(".field-edit")).toHaveCount(0);
  await expect(book.mark).toHaveAttribute("data-state", "blocked");
}

test("an older tab that keeps the book is named, and the book opens when that tab is gone", async ({ team }) => {
  const book = await team.visitor({ serviceWorkers: "block" });
  await book.tryOut(false);
  const made = await book.create("contact", { first_name: "Karim" });
  await made.saved("first_name");
  const context = book.page.context();
  const old = await holder(context, book.origin, 1);
  await book.page.close();
  // The next build, with a store more.
  await inWorker(context, `const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function (name, version) { return open.call(this, name, version + 1); };`);
  const next = new Book(await context.newPage(), book.origin);
  await next.open(`/record/${made.id}`);
  await expect(next.notice("storage-blocked")).toBeVisible();
  await expect(next.mark).toHaveAttribute("data-state", "blocked");
  await expect(next.page.locator("[data-save=device], .field-edit")).toHaveCount(0);

  await old.close();
  await expect(next.notice("storage-blocked")).toHaveCount(0);
  const record = await next.openRecord(made.id);
  await record.edit("job_title", "Buyer");
  await record.saved("job_title");
});

test("a newer tab takes the book over: this one says so and writes nothing more", async ({ team }) => {
  const book = await team.visitor();
  await book.tryOut(false);
  const record = await book.create("contact", { first_name: "Karim" });
  await record.saved("first_name");
  await holder(book.page.context(), book.origin, 2);
  await expect(book.notice("storage-superseded")).toBeVisible();
  await readOnly(book, record);
});

test("the browser drops the connection: what is typed meanwhile is saved when it is back, not before", async ({ team }) => {
  const book = await team.visitor({ serviceWorkers: "block" });
  await inWorker(book.page.context(), `const open = IDBFactory.prototype.open, kept = [];
    let down = false;
    IDBFactory.prototype.open = function (...wanted) {
      if (down) {
        const failing = open.call(this, "away", Date.now());
        failing.addEventListener("upgradeneeded", (event) => {
          event.stopImmediatePropagation();
          failing.transaction.abort();
        });
        return failing;
      }
      const opening = open.apply(this, wanted);
      opening.addEventListener("success", () => kept.push(opening.result));
      return opening;
    };
    new BroadcastChannel("storage").onmessage = (event) => {
      down = event.data === "drop";
      for (const database of down ? kept.splice(0) : []) {
        database.close();
        database.dispatchEvent(new Event("close"));
      }
    };`);
  await book.tryOut(false);
  const record = await book.create("contact", { first_name: "Karim" });
  await record.saved("first_name");
  const storage = (word: string) => book.page.evaluate((word) => new BroadcastChannel("storage").postMessage(word), word);
  await storage("drop");
  await expect(book.notice("storage-reopening")).toBeVisible();
  await record.edit("job_title", "Buyer");
  await expect(record.row("job_title")).toHaveAttribute("data-save", "saving");
  await storage("mend");
  await expect(book.notice("storage-reopening")).toHaveCount(0);
  await record.saved("job_title");
  await book.page.reload();
  await expect(record.value("job_title")).toContainText("Buyer");
});

test("the browser drops everything: the team's book comes back from the relay and goes on", async ({ team }) => {
  const book = await team.admin();
  const record = await book.create("contact", { first_name: "Karim" });
  await record.sent("first_name");
  await book.sent();
  const session = await book.page.context().newCDPSession(book.page);
  await session.send("Storage.clearDataForOrigin", { origin: book.origin, storageTypes: "indexeddb" });
  await expect(record.value("first_name")).toContainText("Karim", { timeout: 20_000 });
  // The record may still be drawn from before the loss, and be drawn anew while it is edited.
  await expect(async () => {
    await record.edit("job_title", "Buyer");
    await expect(record.value("job_title")).toContainText("Buyer", { timeout: 2_000 });
    await record.sent("job_title");
    await expect(record.value("job_title")).toContainText("Buyer");
  }).toPass({ timeout: 60_000 });
  await book.page.reload();
  await expect(record.value("job_title")).toContainText("Buyer");
  await expect(record.value("first_name")).toContainText("Karim");
});

test("a browser that allows no storage: the book says so and takes nothing in", async ({ team }) => {
  const profile = mkdtempSync(join(tmpdir(), "halkhata-profile-"));
  mkdirSync(join(profile, "Default"));
  const forbidden = { profile: { default_content_setting_values: { cookies: 2 } } };
  writeFileSync(join(profile, "Default", "Preferences"), JSON.stringify(forbidden));
  const context = await chromium.launchPersistentContext(profile, { executablePath: CHROMIUM, args: FLAGS });
  const book = new Book(context.pages()[0], team.proxy.origin);
  await book.open("/");
  await book.page.locator(".account-way").nth(1).click();
  await expect(book.notice("storage-denied")).toBeVisible();
  await expect(book.mark).toHaveAttribute("data-state", "blocked");
  await book.page.locator(".top-new button").click();
  const form = book.page.locator("dialog[open]");
  await form.getByText("Contact", { exact: true }).click();
  await form.locator('[data-field="first_name"] input').fill("Karim");
  await expect(form.locator("button[type=submit]")).toHaveAttribute("aria-disabled", "true");
  await form.locator('[data-field="first_name"] input').press("Enter");
  await expect(form.locator(".form-failure").filter({ hasText: "cannot store" })).toBeVisible();
  await context.close();
  rmSync(profile, { recursive: true, force: true });
});
