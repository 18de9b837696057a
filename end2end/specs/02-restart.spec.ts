// The relay is stopped and the browser restarted on the same profile: everything still works, and arrives later.
import { chromium } from "@playwright/test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHROMIUM, FLAGS } from "../fixtures/chromium.ts";
import { expect, test } from "../fixtures/test.ts";
import { Book } from "../pages/book.ts";
import { Importer } from "../pages/importer.ts";

const ROUTES = ["/today", "/list/contact", "/list/deal", "/board", "/import", "/settings", "/sync"];

test("relay stopped, browser restarted: each screen opens, work goes on, the teammate gets it", async ({ team }) => {
  const sumon = await team.admin();
  const profile = mkdtempSync(join(tmpdir(), "halkhata-profile-"));
  const start = async () => {
    const context = await chromium.launchPersistentContext(profile, { executablePath: CHROMIUM, args: FLAGS });
    return { context, book: new Book(context.pages()[0], team.proxy.origin) };
  };

  let { context, book } = await start();
  await book.join(await sumon.invitation(), "Nadia Khan");
  const before = await book.create("contact", { first_name: "Laila", last_name: "Roy" });
  await before.saved("first_name");
  const id = before.id;
  await book.sent();
  await book.page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  await context.close();

  await team.relay.stop();
  await team.proxy.close();
  ({ context, book } = await start());
  for (const path of [...ROUTES, `/record/${id}`]) {
    await book.page.goto(`${team.proxy.origin}${path}`, { timeout: 3000 });
    await expect(book.heading).not.toBeEmpty({ timeout: 3000 });
    // On a phone the settings begin with their groups.
    const shown = book.page.locator("main :is(.table-row, .empty, .field-row, form, section, .lane, .settings-link)");
    await expect(shown.filter({ visible: true }).first()).toBeVisible({ timeout: 3000 });
  }
  const made = await book.create("contact", { first_name: "Tariq", last_name: "Haque" });
  await made.edit("job_title", "Dealer");
  await made.saved("job_title");
  const madeId = made.id;
  await expect((await book.search("tariq")).first()).toContainText("Tariq Haque");
  await book.page.keyboard.press("Escape");
  const importer = new Importer(book);
  await importer.load("people.csv", "First Name,Last Name,Email\nParvin,Saha,parvin@example.com\nDipu,Das,dipu@example.com\n", "contact");
  await importer.run();
  expect(await importer.count("created")).toBe(2);

  await team.relay.start();
  await team.proxy.open();
  await book.open("/today");
  await book.sent(60_000);
  const seen = await sumon.openRecord(madeId);
  await expect(seen.value("job_title")).toContainText("Dealer", { timeout: 20_000 });
  await expect((await sumon.search("parvin")).first()).toContainText("Parvin Saha");
  await context.close();
  rmSync(profile, { recursive: true, force: true });
});
