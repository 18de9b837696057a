// Leaving: unsent edits are offered as a file first, then nothing of the team's book is left on the device.
import { readFileSync } from "node:fs";
import { expect, test } from "../fixtures/test.ts";
import type { Book } from "../pages/book.ts";

const databases = (book: Book) =>
  book.page.evaluate(async () => (await indexedDB.databases()).map((database) => database.name).filter((name) => name !== "halkhata.local"));

test("relay stopped, an edit, log out: the edit is offered as a file, the device is cleared", async ({ team }) => {
  const book = await team.admin();
  const record = await book.create("contact", { first_name: "Laila", last_name: "Roy" });
  await record.sent("first_name");
  await book.sent();
  const other = await book.page.context().newPage();
  await other.goto(`${book.origin}/list/contact`);
  await expect(other.locator(".table-row")).toHaveCount(1);
  await team.relay.stop();
  await record.edit("job_title", "Unsent Buyer");
  await record.saved("job_title");
  await book.offline();
  expect(await databases(book)).toHaveLength(1);

  await book.open("/settings#book");
  await book.page.locator(".settings-panel .button[data-variant=danger]").last().click();
  const dialog = book.page.locator("dialog[open]");
  await expect(dialog.locator(".dialog-body")).toContainText("1 edit was not sent");
  const saving = book.page.waitForEvent("download");
  await dialog.locator(".dialog-foot .button").first().click();
  const file = await (await saving).path();
  expect(readFileSync(file).includes("Unsent Buyer")).toBe(true);
  await dialog.locator(".button[data-variant=danger-solid]").click();

  await expect(book.page.locator(".account-choice").first()).toBeVisible();
  expect(await databases(book)).toEqual([]);
  expect(await book.page.evaluate(() => localStorage.getItem("halkhata.session"))).toBeNull();
  // The other tab forgets it, too, and does not make it anew.
  await expect(other.locator(".account-choice").first()).toBeVisible();
  await expect(other.getByText("Laila")).toHaveCount(0);
  expect(await databases(book)).toEqual([]);

  // The relay ends the session as soon as it is there again.
  await team.relay.start();
  await book.open("/");
  await expect.poll(() => book.page.evaluate(() => localStorage.getItem("halkhata.leaving"))).toBeNull();
  const answer = await book.page.evaluate(async () => (await fetch("/api/v1/session", { method: "POST" })).status);
  expect(answer).toBeGreaterThanOrEqual(400);
});

test("name and password are changed, the old password is of no use afterwards", async ({ team }) => {
  const book = await team.admin();
  await book.open("/settings#profile");
  await book.page.locator("#name").fill("Rina Begum");
  await book.page.locator("form", { has: book.page.locator("#name") }).locator("button[type=submit]").click();
  await expect(book.page.getByText("Profile saved")).toBeVisible();
  await book.page.locator("#old").fill("new ledger 2026");
  await book.page.locator("#new").fill("another ledger 2027");
  await book.page.locator("form", { has: book.page.locator("#old") }).locator("button[type=submit]").click();
  await expect(book.page.getByText("Password changed")).toBeVisible();

  const again = await team.visitor();
  await again.open("/login");
  await again.page.locator("#email").fill("rina@example.com");
  await again.page.locator("#password").fill("new ledger 2026");
  await again.page.locator("form button[type=submit]").click();
  await expect(again.page.locator(".form-failure")).not.toBeEmpty();
  await again.page.locator("#password").fill("another ledger 2027");
  await again.page.locator("form button[type=submit]").click();
  await again.sent();
  await again.open("/settings#profile");
  await expect(again.page.locator("#name")).toHaveValue("Rina Begum");
});
