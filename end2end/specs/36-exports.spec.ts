// What leaves the book as a file: noted for administrators, limited by profile, and a customer's own data on request.
import { readFileSync } from "node:fs";
import { violations } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";
import { Access } from "../pages/access.ts";

test("files are noted for administrators, and a profile says how much may leave within a day", async ({ team }) => {
  const rina = await team.admin();
  for (const name of ["Padma Stores", "Jamuna Traders", "Meghna Mills"]) await rina.create("account", { name });
  await rina.sent();
  const sumon = await team.teammate(rina);
  const access = new Access(rina);
  await access.open();
  await rina.page.locator("#access-open").check();
  const representatives = rina.page.locator("[id^=exports-]");
  await rina.page.getByRole("checkbox", { name: "Export: Accounts" }).check();
  await representatives.selectOption("10");
  expect(await violations(rina.page, "a limit of exports")).toEqual([]);
  await access.putInForce();

  await sumon.open("/list/account");
  await expect(sumon.page.locator(".row-title")).toHaveCount(3);
  const save = sumon.page.getByRole("button", { name: "Save as CSV" });
  for (let time = 0; time < 3; time += 1) {
    const download = sumon.page.waitForEvent("download");
    await save.click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/^Accounts \d{4}-\d\d-\d\d\.csv$/);
    await expect(sumon.page.locator(".toast").last()).toContainText(`Saved as ${file.suggestedFilename()}`);
    const lines = readFileSync(await file.path(), "utf8").trim().split("\n");
    expect(lines).toHaveLength(4);
  }
  // Nine of ten are gone, so three more are refused, and nothing is saved.
  let more = 0;
  sumon.page.on("download", () => (more += 1));
  await save.click();
  const refusal = sumon.page.locator(".toast", { hasText: "With these 3 records it would be more" });
  await expect(refusal).toContainText("24 hours");
  expect(more).toBe(0);
  expect(await violations(sumon.page, "a refused export")).toEqual([]);

  await rina.open("/settings#audit");
  const entry = rina.page.locator(".audit-entry", { hasText: "Saved records as a file" });
  await expect(async () => {
    // Coming to it again reads it anew.
    await rina.page.evaluate(() => (location.hash = "team"));
    await rina.page.evaluate(() => (location.hash = "audit"));
    await expect(entry).toHaveCount(3, { timeout: 2_000 });
  }).toPass({ timeout: 20_000 });
  await expect(entry.first()).toContainText("Accounts: 3 records");
  // One moment is enough where the device told of it at once.
  await expect(entry.first()).not.toContainText("saved on the device");
  expect(await violations(rina.page, "an export in the audit")).toEqual([]);
});

/** Runs where it gets into a page as it is. */
const HOSTILE = '<img src=x onerror="window.ran=1">';

test("a customer gets a copy of what the book holds of them", async ({ team }) => {
  const rina = await team.admin();
  const contact = await rina.create("contact", { first_name: "Karim", last_name: "<b>Mia</b>" });
  const record = await rina.openRecord(contact.id);
  await record.edit("job_title", HOSTILE);
  await record.saved("job_title");
  await record.edit("job_title", "Buyer");
  await record.saved("job_title");
  await rina.page.locator(".composer textarea").fill(`Likes round glasses ${HOSTILE}`);
  await rina.page.getByRole("button", { name: "Save note" }).click();
  await expect(rina.page.locator(".timeline")).toContainText("Likes round glasses");
  await rina.sent();
  await team.proxy.close();
  await rina.offline();

  await record.menu();
  await rina.page.getByRole("menuitem", { name: "Copy of all data…" }).click();
  const window = rina.page.locator("[data-window=data-copy]");
  await expect(window).toBeVisible();
  expect(await violations(rina.page, "copy of all data")).toEqual([]);
  const download = rina.page.waitForEvent("download");
  await window.getByRole("button", { name: "Save the copy" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^Karim b Mia b \d{4}-\d\d-\d\d\.html$/);
  const page = readFileSync(await file.path(), "utf8");
  expect(page).toContain("Karim &lt;b&gt;Mia&lt;/b&gt;");
  expect(page).not.toContain("<b>Mia");
  expect(page).not.toContain("<img");
  for (const words of ["Buyer", "Likes round glasses", "Rina", "Job title"]) expect(page).toContain(words);

  // It is a page that a browser shows, in which nothing runs.
  const shown = await rina.page.context().newPage();
  await shown.setViewportSize({ width: 390, height: 844 });
  await shown.setContent(page);
  expect(await shown.evaluate(() => "ran" in window)).toBe(false);
  await expect(shown.locator(".changes")).toContainText([HOSTILE]);
  await expect(shown.getByRole("heading", { level: 1 })).toContainText("What the book holds of Karim");
  await expect(shown.getByRole("heading", { level: 2 })).toHaveCount(2);
  // The note is told by its moment, its text stands once.
  await expect(shown.getByRole("heading", { level: 2 }).nth(1)).toHaveText(/^Note of /);
  const wide = await shown.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(wide).toBe(false);
  expect(await violations(shown, "the copy itself")).toEqual([]);
});
