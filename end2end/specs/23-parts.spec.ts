// What is opened seldom is a module of its own: it comes when it is opened, says so when it does not, and comes again.
import { violations } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";

test("a screen whose module does not come says so, and is there when it is asked for again", async ({ team }) => {
  const book = await team.visitor();
  const { page } = book;
  // Without a service worker nothing is kept: each module comes over the network.
  await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, "serviceWorker"));
  await book.tryOut(true);
  let asked = 0;
  await page.route(/split_office/, (route) => {
    asked += 1;
    return route.abort();
  });
  await page.getByRole("link", { name: "Settings" }).first().click();
  await expect(page.getByRole("heading", { name: "This screen has not come" })).toBeVisible();
  expect(asked).toBeGreaterThan(0);
  expect(await violations(page, "a part is missing")).toEqual([]);
  // The rest goes on.
  await page.getByRole("link", { name: "Contacts" }).first().click();
  await expect(page.locator(".table-row .row-title").first()).toBeVisible();
  await page.getByRole("link", { name: "Settings" }).first().click();
  await expect(page.getByRole("heading", { name: "This screen has not come" })).toBeVisible();
  await page.unroute(/split_office/);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("searchbox", { name: "Search the settings" })).toBeVisible();
});
