// What a screen reader is told: roles, names and states of every screen, as snapshots. A changed name is a changed file.
import { expect, test } from "../fixtures/test.ts";

test("roles and names of the screens", async ({ team }) => {
  const book = await team.visitor();
  const { page } = book;
  const told = async (name: string, selector: string) => {
    await expect(page.locator(selector).first()).toBeVisible();
    await expect(page.locator(".awaiting")).toHaveCount(0);
    await expect(page.locator(selector).first()).toMatchAriaSnapshot({ name: `${name}.aria.yml` });
  };
  await book.open("/");
  await expect(page.locator(".shell-welcome")).toHaveCount(0);
  await told("first-run", "#main");
  await book.tryOut(false);
  await told("navigation", ".sidebar");
  await told("bar", ".top-bar");
  await told("today-empty", ".today");
  await book.create("account", { name: "Padma Textiles" });
  await book.create("contact", { first_name: "Rina", last_name: "Akter" });
  await told("record-head", ".record-head");
  await told("record-composer", ".composer");
  await told("record-facts", ".facts");
  await page.locator('[data-field="job_title"] .field-edit').click();
  await told("record-editing", '[data-field="job_title"]');
  await book.create("deal", { name: "100 bags" });
  await told("record-stages", ".stepper");
  await book.open("/list/contact");
  await told("list", "#main");
  await book.open("/board");
  await told("board", "#main");
  await book.open("/import");
  await told("import", "#main");
  await book.open("/create/lead");
  await told("create", "#main");
  await book.open("/settings#me");
  await told("settings", "#main");
  await book.open("/inbox");
  await told("inbox-alone", ".inbox");
  await page.locator(".top-search").focus();
  await page.keyboard.press("Control+k");
  await page.locator(".palette-input").fill("rina");
  await expect(page.locator(".palette-title").first()).toHaveText("Rina Akter");
  await told("palette", "dialog[open]");
  // It is no modal dialog of the browser's, and keeps the focus all the same.
  for (const key of ["Tab", "Tab", "Tab", "Shift+Tab", "Shift+Tab", "Shift+Tab"]) {
    await page.keyboard.press(key);
    await expect(page.locator("dialog[open] :focus")).toHaveCount(1);
  }
  await page.keyboard.press("Escape");
  await expect(page.locator("dialog[open]")).toHaveCount(0);
  await expect(page.locator(".top-search")).toBeFocused();
  await page.locator(".top-new button").click();
  await told("create-menu", "dialog[open]");
});
