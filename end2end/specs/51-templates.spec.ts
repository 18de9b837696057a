// Templates for a trade: chosen in the settings or on the first run, added without taking anything away.
import { violations } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";
import type { Book } from "../pages/book.ts";

const DESKTOP = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** Adds a template from the settings that are open. */
async function add(book: Book, name: string, samples: boolean): Promise<void> {
  const panel = book.page.locator('[data-setting="templates"]');
  await panel.getByRole("button", { name: `Use “${name}”` }).click();
  const window = book.page.getByRole("dialog");
  await expect(window).toContainText("stays as it is");
  await window.getByRole("checkbox").setChecked(samples);
  expect(await violations(book.page, "a template")).toEqual([]);
  await window.getByRole("button", { name: "Add it" }).click();
  await expect(window).toHaveCount(0);
}

test("a template that is used without a network is everybody's when there is one", async ({ team }) => {
  const rina = await team.visitor(DESKTOP);
  await rina.setUp(team.relay.setupToken, "Rina Akter");
  const { page } = rina;
  await rina.open("/today");
  const steps = page.locator(".checklist-item");
  const template = steps.filter({ hasText: "Choose a template" });
  await expect(template).toHaveAttribute("data-done", "false");
  await expect(steps.filter({ hasText: "pipeline and stages" })).toHaveAttribute("data-done", "false");
  await rina.sent();
  const sumon = await team.teammate(rina);
  await sumon.sent();
  await team.proxy.close();
  await rina.offline();

  await rina.open("/today");
  await template.getByRole("link", { name: "Templates" }).click();
  await expect(page).toHaveURL(/\/settings#templates$/);
  const panel = page.locator('[data-setting="templates"]');
  await expect(panel.locator(".template-card")).toHaveCount(3);
  expect(await violations(page, "templates")).toEqual([]);
  await add(rina, "Wholesale and distribution", true);
  await expect(panel.getByRole("status")).toContainText("14 fields, 28 choices and stages, 1 pipeline");
  await add(rina, "Wholesale and distribution", true);
  await expect(panel.getByRole("status")).toHaveText("Everything of “Wholesale and distribution” is here already.");

  // It ticks itself, and the sample is there once.
  await rina.open("/today");
  await expect(template).toHaveAttribute("data-done", "true");
  await expect(steps.filter({ hasText: "pipeline and stages" })).toHaveAttribute("data-done", "true");
  await expect(steps.filter({ hasText: "Write a deal" })).toHaveAttribute("data-done", "false");
  await rina.open("/list/account");
  await expect(page.locator(".top-count")).toHaveText("3");
  await rina.open("/list/deal");
  await page.getByRole("tab", { name: /Overdue collections/ }).click();
  await expect(page.locator(".table-row").filter({ hasText: "Soap and detergent" })).toBeVisible();
  await expect(page.locator(".table-row").filter({ hasText: "Rice, 60 sacks" })).toHaveCount(0);
  await team.proxy.open();
  await rina.sent(40_000);

  // He is asked for what the template asks, and is not offered templates.
  await sumon.open("/list/account");
  await expect(sumon.page.getByRole("tab", { name: /Shops that buy on credit/ })).toBeVisible({ timeout: 20_000 });
  await sumon.open("/create/account");
  const field = (key: string) => sumon.page.locator(`.create-form [data-field="${key}"]`);
  await expect(field("x07c1")).toContainText("Market or area");
  await field("name").locator("input").fill("Sumon Stores");
  await sumon.page.getByRole("button", { name: "Save" }).click();
  await expect(field("phones").getByRole("alert")).toContainText("your team needs it");
  await sumon.language("bn");
  await sumon.open("/create/account");
  await expect(field("x07c1")).toContainText("বাজার বা এলাকা");
  await sumon.open("/settings#workspace");
  await expect(sumon.page.locator('[data-setting="export"]')).toBeVisible();
  await expect(sumon.page.locator('[data-setting="templates"]')).toHaveCount(0);
});

test("somebody new begins with a template, and takes it back", async ({ team }) => {
  const book = await team.visitor(PHONE);
  const { page } = book;
  await book.open("/");
  await page.getByRole("button", { name: /^Begin with a template/ }).tap();
  await expect(page).toHaveURL(/\/settings#templates$/);
  const panel = page.locator('[data-setting="templates"]');
  await expect(panel.locator(".template-card")).toHaveCount(3);
  expect(await violations(page, "templates on a phone")).toEqual([]);
  await add(book, "Support desk", false);
  await expect(panel.getByRole("status")).toContainText("10 fields");
  const undo = page.locator(".toast").filter({ hasText: "“Support desk” is added" }).getByRole("button", { name: "Undo" });
  await undo.click();
  await book.open("/settings#stages");
  await expect(page.locator('[data-setting="stages"]')).toContainText("Negotiation");
  await expect(page.locator("#pipeline")).toHaveCount(0);

  // Used again, it is there again; no sample was asked for.
  await book.open("/settings#templates");
  await add(book, "Support desk", false);
  await expect(panel.getByRole("status")).toContainText("10 fields");
  await book.open("/settings#stages");
  await expect(page.locator("#pipeline")).toContainText("Requests");
  await book.open("/list/account");
  await expect(page.locator(".table-row")).toHaveCount(0);
});
