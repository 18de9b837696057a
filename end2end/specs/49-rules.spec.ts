// Rules for records: conditions that none should meet, and fields that depend on others.
import { violations } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";
import { RecordPage } from "../pages/record.ts";
import { Rules } from "../pages/rules.ts";

test("rules that are written without a network are everybody's when there is one", async ({ team }) => {
  const rina = await team.visitor({ viewport: { width: 1440, height: 900 } });
  await rina.setUp(team.relay.setupToken, "Rina Akter");
  const begum = await rina.create("lead", { last_name: "Begum", company: "Begum Stores" });
  await begum.pick("rating", "Hot");
  await begum.saved("rating");
  const lead = begum.id;
  await rina.sent();
  const sumon = await team.teammate(rina);
  await sumon.openRecord(lead);
  await sumon.sent();
  await team.proxy.close();
  await rina.offline();

  const rules = new Rules(rina);
  await rules.open("Leads");
  expect(await violations(rina.page, "rules, none yet")).toEqual([]);
  await rules.ask("Say what a hot lead can spend.", "হট লিড কত খরচ করতে পারে, লিখুন।", [
    { field: "Rating", operator: "is", choice: "Hot" },
    { field: "Budget", operator: "is empty" },
  ]);
  await expect(rules.validation).toContainText("Rating is Hot · Budget is empty");

  // A circle is refused, with its way.
  await rules.depend("Source", "Rating", async (table) => {
    await table.line("Referral").getByRole("checkbox", { name: "Warm" }).check();
    await table.line("Referral").getByRole("checkbox", { name: "Hot" }).check();
    await table.line("Cold call").getByRole("checkbox", { name: "Shown" }).uncheck();
    expect(await violations(rina.page, "what a field depends on")).toEqual([]);
  });
  await rules.depend("Source", "Website", async (table) => {
    await table.line("Referral").getByRole("checkbox", { name: "Must be filled" }).check();
  });
  await expect(rules.dependencies).toContainText("not shown at Cold call · fewer choices at Referral");
  await rules.begin("Rating", "Source");
  await expect(rules.window.getByRole("alert").first()).toContainText("Rating → Source → Rating");
  await rules.leave();
  expect(await violations(rina.page, "rules")).toEqual([]);
  // It was made before the rule was there: it is hers to mend.
  await rina.open("/today");
  await expect(rina.page.locator('[data-block="incomplete"]')).toContainText("Say what a hot lead can spend.");
  await team.proxy.open();
  await rina.sent(40_000);

  // His form follows what he types.
  await sumon.open("/create/lead");
  const page = sumon.page;
  const field = (key: string) => page.locator(`.create-form [data-field="${key}"]`);
  await page.getByRole("button", { name: "More fields" }).click();
  await field("last_name").locator("input").fill("Khan");
  await field("company").locator("input").fill("Khan & Sons");
  const choose = async (key: string, label: string) => {
    await field(key).locator("select").focus();
    await field(key).locator("select").selectOption({ label });
    await page.keyboard.press("Tab");
  };
  await choose("rating", "Cold");
  await choose("lead_source", "Referral");
  await expect(field("rating").locator("select")).toHaveValue("");
  await expect(field("rating").locator("option")).toHaveText(["None", "Hot", "Warm"]);
  await expect(field("website").locator(".required")).toBeVisible();
  await choose("lead_source", "Cold call");
  await expect(field("rating")).toBeHidden();
  await expect(field("website").locator(".required")).toHaveCount(0);
  await choose("lead_source", "Referral");
  await choose("rating", "Hot");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(field("website").getByRole("alert")).toContainText("your team needs it");
  expect(await violations(page, "a field that must be filled here")).toEqual([]);
  await field("website").locator("input").fill("khan.example");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(field("rating").getByRole("alert")).toHaveText("Say what a hot lead can spend.");
  await choose("rating", "Warm");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(sumon.heading).toHaveText("Khan");

  // So does the page: nobody makes it hot without a budget, and what is wanted says so.
  const his = new RecordPage(page);
  await his.section("details");
  await his.pick("rating", "Hot");
  await expect(his.row("rating").getByRole("alert")).toHaveText("Say what a hot lead can spend.");
  await his.pick("lead_source", "Cold call");
  await his.saved("lead_source");
  await his.edit("website", "");
  await his.saved("website");
  await his.pick("lead_source", "Referral");
  await expect(his.value("website")).toHaveText("Must be filled");
  await sumon.language("bn");
  await expect(his.value("website")).toHaveText("এটি লিখতে হবে");
  expect(await violations(page, "a page with a field that must be filled")).toEqual([]);

  // With a budget hers is off the list.
  const hers = await rina.openRecord(lead);
  await hers.section("details");
  await hers.edit("budget", "50000");
  await hers.saved("budget");
  await rina.open("/today");
  await expect(rina.page.locator(".today")).toBeVisible();
  await expect(rina.page.locator('[data-block="incomplete"]')).toHaveCount(0);
});
