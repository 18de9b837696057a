// What was deleted: found by name without a network, brought back, for everybody.
import { violations } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";

test("a deleted record is found again and brought back for everybody", async ({ team }) => {
  const rina = await team.visitor();
  await rina.setUp(team.relay.setupToken, "Rina Akter");
  await rina.open("/deleted");
  await expect(rina.page.locator(".empty")).toBeVisible();
  expect(await violations(rina.page, "deleted, nothing yet")).toEqual([]);
  for (const name of ["Padma Textiles", "Khulna Jute"]) {
    const record = await rina.create("account", { name });
    await record.menu();
    await rina.page.getByRole("menuitem", { name: "Delete" }).click();
    await expect(rina.page.locator('.notice[data-notice="deleted"], .toast').first()).toBeVisible();
  }
  await rina.sent();
  const sumon = await team.teammate(rina);
  await sumon.open("/deleted");
  const rows = sumon.page.locator(".bin-title");
  await expect(rows).toHaveText(["Khulna Jute", "Padma Textiles"]);
  await expect(sumon.page.locator(".bin-when").first()).toContainText("Rina Akter");
  expect(await violations(sumon.page, "deleted")).toEqual([]);

  await team.proxy.close();
  await sumon.offline();
  await sumon.page.getByRole("searchbox").fill("padma");
  await expect(rows).toHaveText(["Padma Textiles"]);
  await sumon.page.getByRole("button", { name: "Restore Padma Textiles" }).click();
  await expect(sumon.page.locator(".empty")).toContainText("Nothing deleted is called that");
  await team.proxy.open();
  await sumon.sent(40_000);
  await rina.open("/list/account");
  await expect(rina.page.locator(".row-title")).toHaveText(["Padma Textiles"]);
  await rina.open("/deleted");
  await expect(rina.page.locator(".bin-title")).toHaveText(["Khulna Jute"]);
});
