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

test("a converted lead is made a lead again, and what came out of it goes", async ({ team }) => {
  const rina = await team.visitor();
  await rina.tryOut(false);
  const lead = await rina.create("lead", { last_name: "Begum", company: "Begum Stores" });
  const id = lead.id;
  const window = rina.page.getByRole("dialog");
  const convert = async () => {
    await rina.openRecord(id);
    await rina.page.getByRole("button", { name: "Convert" }).click();
    await window.locator("#convert-deal").fill("First order");
    await window.getByRole("button", { name: "Convert" }).click();
    await expect(rina.heading).toHaveText("First order");
  };
  await convert();
  const again = await rina.openRecord(id);
  await again.menu();
  await rina.page.getByRole("menuitem", { name: "Make it a lead again" }).click();
  await expect(rina.page.locator(".toast").filter({ hasText: "It is a lead again" })).toBeVisible();
  await expect(rina.page.getByRole("button", { name: "Convert" })).toBeVisible();
  await rina.open("/deleted");
  await expect(rina.page.locator(".bin-title")).toHaveCount(3);
  // Converted once more they come back.
  await convert();
  await rina.open("/deleted");
  await expect(rina.page.locator(".empty")).toBeVisible();
});
