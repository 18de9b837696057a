// A browser profile is copied to a second machine (a backup put back, a cloned disk): both are the same device to
// everybody, and still nobody's edits are lost.
import { chromium, type BrowserContext } from "@playwright/test";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHROMIUM, FLAGS } from "../fixtures/chromium.ts";
import { expect, test } from "../fixtures/test.ts";
import { Book } from "../pages/book.ts";

test("two copies of one profile edit the same record offline, and both edits arrive (h9)", async ({ team }) => {
  const folder = mkdtempSync(join(tmpdir(), "halkhata-profile-"));
  const [one, other] = ["one", "other"].map((name) => join(folder, name));
  const start = async (profile: string): Promise<[BrowserContext, Book]> => {
    const context = await chromium.launchPersistentContext(profile, { executablePath: CHROMIUM, args: FLAGS });
    return [context, new Book(context.pages()[0], team.proxy.origin)];
  };

  let [context, book] = await start(one);
  await book.setUp(team.relay.setupToken, "Rina Akter");
  const record = await book.create("contact", { first_name: "Laila" });
  await record.sent("first_name");
  const id = record.id;
  await book.page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  await context.close();
  cpSync(one, other, { recursive: true });

  await team.proxy.close();
  const machines: [BrowserContext, Book][] = [];
  for (const [profile, field, text] of [
    [one, "job_title", "Buyer"],
    [other, "department", "Trade"],
  ]) {
    [context, book] = await start(profile);
    machines.push([context, book]);
    const contact = await book.openRecord(id);
    await contact.edit(field, text);
    await contact.saved(field);
  }
  await team.proxy.open();
  for (const [, book] of machines) {
    await book.sent(60_000);
    const contact = await book.openRecord(id);
    await expect(contact.value("job_title")).toContainText("Buyer", { timeout: 20_000 });
    await expect(contact.value("department")).toContainText("Trade", { timeout: 20_000 });
  }
  for (const [context] of machines) await context.close();
  rmSync(folder, { recursive: true, force: true });
});
