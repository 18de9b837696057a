// A record is erased for good: it goes from the other's list and device, and no trace of it lies in either browser; one
// who was away keeps only the words that he had typed and not sent.
import { violations } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";
import { lies } from "../pages/access.ts";
import { Book } from "../pages/book.ts";

const CANARY = "Zebunnessa";

test("an administrator erases a record: no trace of it is left on any device", async ({ team }) => {
  const rina = await team.admin();
  const id = (await rina.create("contact", { first_name: CANARY, last_name: "Khatun" })).id;
  await rina.create("contact", { first_name: "Karim", last_name: "Mia" });
  await rina.sent();
  const sumon = await team.teammate(rina);
  await sumon.open("/list/contact");
  await expect(sumon.page.locator(".row-title")).toHaveCount(2);
  expect(await lies(sumon, CANARY)).toBe(true);

  // Who does not administer is not offered it.
  const theirs = await sumon.openRecord(id);
  await expect(sumon.heading).toContainText(CANARY);
  await theirs.menu();
  await expect(sumon.page.getByRole("menuitem", { name: "Who sees this" })).toBeVisible();
  await expect(sumon.page.getByRole("menuitem", { name: "Erase for good…" })).toHaveCount(0);
  await sumon.open("/list/contact");

  const record = await rina.openRecord(id);
  await expect(rina.heading).toContainText(CANARY);
  await record.menu();
  await rina.page.getByRole("menuitem", { name: "Erase for good…" }).click();
  const window = rina.page.locator("[data-window=erase]");
  const erase = window.locator(".button");
  await window.locator("#erase-name").fill(`${CANARY} Khatu`);
  await expect(erase).toHaveAttribute("aria-disabled", "true");
  await window.locator("#erase-name").fill(`${CANARY} Khatun`);
  await expect(erase).not.toHaveAttribute("aria-disabled", "true");
  expect(await violations(rina.page, "erase for good")).toEqual([]);
  await erase.click();

  await expect(rina.page.locator("[data-record=erased]")).toBeVisible();
  await expect(sumon.page.locator(".row-title")).toHaveText(["Karim Mia"]);
  for (const book of [rina, sumon]) {
    await book.open("/list/contact");
    await expect(book.page.locator(".row-title")).toHaveText(["Karim Mia"]);
    await expect.poll(() => lies(book, CANARY)).toBe(false);
    await book.page.reload();
    await expect(book.page.locator(".row-title")).toHaveText(["Karim Mia"]);
    expect(await lies(book, CANARY)).toBe(false);
  }
  await rina.open("/settings#audit");
  await expect(rina.page.locator(".audit-entry").first()).toContainText("Erased a record for good");
  await expect(rina.page.locator(".audit-list")).not.toContainText(CANARY);
});

test("who was away hears of it, and keeps only the words that were not sent", async ({ team }) => {
  const rina = await team.admin();
  const id = (await rina.create("contact", { first_name: CANARY, last_name: "Khatun" })).id;
  await rina.sent();
  const sumon = await team.teammate(rina);
  const record = await sumon.openRecord(id);
  await expect(sumon.heading).toContainText(CANARY);
  await team.proxy.close();
  await sumon.offline();
  await record.edit("job_title", "Typed offline");
  await record.saved("job_title");
  const context = sumon.page.context();
  await sumon.page.close();
  await team.proxy.open();
  await rina.sent(40_000);
  const erased = await rina.page.evaluate(async (id) => {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ records: [id] });
    return (await fetch("/api/v1/erase", { method: "POST", headers, body })).ok;
  }, id);
  expect(erased).toBe(true);

  const later = new Book(await context.newPage(), sumon.origin);
  await later.open("/sync");
  const card = later.page.locator(".attention-card").first();
  await expect(card).toContainText("Typed offline", { timeout: 40_000 });
  await expect(card).not.toContainText(CANARY);
  await expect.poll(() => lies(later, CANARY)).toBe(false);
});
