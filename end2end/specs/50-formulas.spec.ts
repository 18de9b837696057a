// Fields that a formula fills, on every device.
import { violations } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";
import { ListPage } from "../pages/list.ts";

test("a field is worked out on every device, also without a network, and nobody types it", async ({ team }) => {
  const rina = await team.visitor({ viewport: { width: 1440, height: 900 } });
  await rina.setUp(team.relay.setupToken, "Rina Akter");
  const silk = (await rina.create("deal", { name: "Silk", amount: "300" })).id;
  await rina.create("deal", { name: "Jute", amount: "500" });
  await rina.sent();
  const sumon = await team.teammate(rina);
  await sumon.openRecord(silk);
  await sumon.sent();
  await team.proxy.close();
  await rina.offline();

  await rina.open("/settings#fields");
  const page = rina.page;
  await page.locator("#fields-object").selectOption({ label: "Deals" });
  await page.getByRole("button", { name: "Add a field" }).click();
  const window = page.getByRole("dialog");
  await window.locator("#field-name").fill("Commission");
  await window.locator("#field-kind").selectOption({ label: "Amount of money" });
  await window.getByRole("checkbox", { name: /^Worked out by a formula/ }).check();
  await window.locator("#formula-field").selectOption({ label: "Amount" });
  await expect(window.locator("#field-formula")).toHaveValue("[Amount]");
  await window.getByText("What formulas can do").click();
  expect(await violations(page, "a formula")).toEqual([]);
  // What is no formula says why, and nothing is lost.
  const formula = window.locator("#field-formula");
  for (const [typed, why] of [
    ["[Amount] * [Rate]", "There is no field “Rate” here"],
    ["[Amount] * (2", "is not understood as a formula"],
    ["[Deal name]", "gives something else"],
    ["sin([Amount])", "a function that there is not"],
  ]) {
    await formula.fill(typed ?? "");
    await window.getByRole("button", { name: "Save" }).click();
    await expect(window.getByRole("alert")).toContainText(why ?? "");
  }
  await formula.fill("round([amount] * ৫ / 100, 2)");
  await window.getByRole("button", { name: "Save" }).click();
  await expect(window).toHaveCount(0);
  await expect(page.locator(".fields-row").filter({ hasText: "Commission" })).toContainText("worked out");
  await page.getByRole("button", { name: "Change Commission" }).click();
  await expect(formula).toHaveValue("round([Amount] * ৫ / 100, 2)");
  await page.keyboard.press("Escape");

  // On the record, where nobody types it; it follows the amount at once.
  const hers = await rina.openRecord(silk);
  await hers.section("details");
  const commission = page.locator(".fact").filter({ hasText: "Commission" });
  await expect(commission.locator(".field-value")).toContainText("15");
  await expect(commission.locator(".field-edit")).toHaveCount(0);
  await hers.edit("amount", "400");
  await expect(commission.locator(".field-value")).toContainText("20");
  expect(await violations(page, "a field that is worked out")).toEqual([]);
  await rina.open("/create/deal");
  await page.getByRole("button", { name: "More fields" }).click();
  await expect(page.locator(".create-form")).not.toContainText("Commission");
  await team.proxy.open();
  await rina.sent(40_000);

  // In his list, sorted by it.
  await sumon.open("/list/deal");
  const list = new ListPage(sumon);
  await list.total("2");
  const bar = sumon.page.locator(".list-bar");
  await bar.getByRole("button", { name: "Columns" }).click();
  await sumon.page.getByRole("checkbox", { name: "Commission" }).check();
  await sumon.page.keyboard.press("Escape");
  await list.head("Commission").getByRole("button").click();
  await expect(sumon.page.locator(".table-row .row-title")).toHaveText(["Silk", "Jute"]);
  await expect(sumon.page.locator(".table-row").first()).toContainText("20");
});
