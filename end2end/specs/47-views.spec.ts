// Views that the team shares, conditions of which one is enough, a second field to sort by, and the view with which a list
// opens.
import { violations } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";
import type { Book } from "../pages/book.ts";
import { ListPage } from "../pages/list.ts";

async function condition(book: Book, field: string, value: string): Promise<void> {
  const window = book.page.getByRole("dialog");
  await window.locator("#filter-field").selectOption(field);
  await window.locator("#filter-value").focus();
  await window.locator("#filter-value").selectOption(value);
  await window.getByRole("button", { name: "Apply" }).click();
  await expect(window).toHaveCount(0);
}

/** What "Copy a link to this" puts on the clipboard. */
async function linked(book: Book): Promise<string> {
  await book.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await book.page.locator(".list-bar").getByRole("button", { name: "More about this list" }).click();
  await book.page.getByRole("menuitem", { name: "Copy a link to this" }).click();
  await expect(new ListPage(book).toast).toContainText("Link copied");
  return book.page.evaluate(() => navigator.clipboard.readText());
}

test("a view is shared without a network, and everybody's list can open with it", async ({ team }) => {
  const rina = await team.visitor({ viewport: { width: 1440, height: 900 } });
  await rina.setUp(team.relay.setupToken, "Rina Akter");
  for (const [name, stage, amount] of [["Jute bags", "proposal", "300"], ["Tea", "negotiation", "100"], ["Rice", "qualification", "200"], ["Silk", "proposal", "100"]]) {
    await rina.create("deal", { name, stage, amount });
  }
  await rina.sent();
  const sumon = await team.teammate(rina);
  await sumon.open("/list/deal");
  const his = new ListPage(sumon);
  await his.total("4");
  await team.proxy.close();
  await rina.offline();

  await rina.open("/list/deal");
  const hers = new ListPage(rina);
  const page = rina.page;
  const titles = (book: Book) => book.page.locator(".table-row .row-title");
  await page.getByRole("button", { name: "Filter" }).click();
  await condition(rina, "stage", "proposal");
  await hers.total("2");
  await page.locator(".filter-chip").getByRole("button", { name: /^Or another condition/ }).click();
  await condition(rina, "stage", "negotiation");
  await hers.total("3");
  await expect(page.locator(".filter-chip")).toHaveText(/is Proposal or Stage is Negotiation/);
  await hers.head("Stage").getByRole("button").click();
  await hers.head("Amount").getByRole("button").click({ modifiers: ["Shift"] });
  await expect(titles(rina)).toHaveText(["Tea", "Silk", "Jute bags"]);
  await expect(hers.head("Stage")).toHaveAttribute("aria-sort", "ascending");
  expect(await violations(page, "two conditions and two orders")).toEqual([]);

  await page.getByRole("button", { name: "Save as view" }).click();
  await page.locator("#view-name").fill("In hand");
  await page.locator("#view-name").press("Enter");
  await page.getByRole("button", { name: "This view" }).click();
  await page.getByRole("menuitem", { name: "Share with the team" }).click();
  await expect(hers.toast).toContainText("everybody's");
  const tab = (book: Book, name: RegExp) => book.page.getByRole("tab", { name });
  await tab(rina, /^In hand/).click();
  await expect(titles(rina)).toHaveText(["Tea", "Silk", "Jute bags"]);
  await page.getByRole("button", { name: "This view" }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await page.locator("#view-name-bn").fill("হাতে আছে");
  expect(await violations(page, "the name of a shared view")).toEqual([]);
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await team.proxy.open();
  await rina.sent(40_000);

  await tab(sumon, /^In hand 3/).click();
  await expect(titles(sumon)).toHaveText(["Tea", "Silk", "Jute bags"]);
  const menu = sumon.page.getByRole("button", { name: "This view" });
  await menu.click();
  await expect(sumon.page.getByRole("menuitem")).toHaveText(["Keep as my own", "Open the list with it"]);
  await sumon.page.getByRole("menuitem", { name: "Open the list with it" }).click();
  await sumon.page.reload();
  await his.total("3");
  await expect(tab(sumon, /^In hand/)).toHaveAttribute("aria-selected", "true");
  await sumon.language("bn");
  await sumon.open("/list/deal");
  await expect(tab(sumon, /^হাতে আছে/)).toBeVisible();

  // On a phone the order has a window of its own.
  await sumon.language("en");
  await sumon.page.setViewportSize({ width: 390, height: 844 });
  await sumon.open("/list/deal");
  await sumon.page.locator(".list-bar").getByRole("button", { name: "More about this list" }).click();
  await sumon.page.getByRole("menuitem", { name: "Sort" }).click();
  await expect(sumon.page.locator("#sort-then")).toHaveValue("amount");
  expect(await violations(sumon.page, "the order of a list on a phone")).toEqual([]);
  await sumon.page.locator("#sort-first").selectOption("amount");
  await sumon.page.getByRole("checkbox", { name: "Largest or latest first" }).first().check();
  await sumon.page.locator("#sort-then").selectOption("title");
  await expect(sumon.page.locator("#sort-third")).toHaveValue("");
  await sumon.page.getByRole("dialog").getByRole("button", { name: "Apply" }).click();
  await expect(titles(sumon)).toHaveText(["Jute bags", "Silk", "Tea"]);

  // A day that moves with the calendar.
  await sumon.page.getByRole("button", { name: "Filter", exact: true }).click();
  const window = sumon.page.getByRole("dialog");
  await window.locator("#filter-field").selectOption("created_at");
  await window.locator("#filter-operator").selectOption("AtLeast");
  await window.locator("#filter-day").selectOption("ago");
  await window.locator("#filter-days").fill("7");
  expect(await violations(sumon.page, "a day that moves")).toEqual([]);
  await window.getByRole("button", { name: "Apply" }).click();
  await expect(sumon.page.locator(".filter-chip").first()).toContainText("7 days ago");
  await his.total("3");

  // A link leads the others to what is shown; to a view of the team by its name only.
  const shown = await linked(sumon);
  expect(shown).toContain("/list/deal#show=");
  await page.goto(shown);
  await expect(page.locator(".filter-chip").first()).toContainText("7 days ago");
  await expect(titles(rina)).toHaveText(["Jute bags", "Silk", "Tea"]);
  await expect(tab(rina, /^All/)).toHaveAttribute("aria-selected", "true");
  await tab(rina, /^In hand/).click();
  const ofTeam = await linked(rina);
  expect(ofTeam).toMatch(/\/list\/deal#view=[0-9a-f]{32}$/);
  await sumon.page.goto(ofTeam);
  await expect(titles(sumon)).toHaveText(["Tea", "Silk", "Jute bags"]);
  // One that nobody can read says so, and the list is as it was.
  await sumon.page.goto(shown.replace("#show=", "#show=%7B"));
  await expect(his.toast).toContainText("leads to something that is not here");
  await his.total("3");

  // What is shared no more is gone for everybody.
  await page.getByRole("button", { name: "This view" }).click();
  await page.getByRole("menuitem", { name: "Stop sharing" }).click();
  await expect(tab(rina, /^In hand/)).toHaveCount(0);
  await rina.sent();
  await expect(tab(sumon, /^In hand/)).toHaveCount(0);
});
