// Forms and pages as the team has them: sections, order, what must be filled, what a new record begins with.
import { violations } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";
import { Forms } from "../pages/forms.ts";

test("a form that is changed without a network is everybody's when there is one", async ({ team }) => {
  const rina = await team.visitor({ viewport: { width: 1440, height: 900 } });
  await rina.setUp(team.relay.setupToken, "Rina Akter");
  const contact = (await rina.create("contact", { last_name: "Begum" })).id;
  await rina.sent();
  const sumon = await team.teammate(rina);
  await sumon.openRecord(contact);
  await sumon.sent();
  await team.proxy.close();
  await rina.offline();

  const forms = new Forms(rina);
  await forms.open("Contacts");
  expect(await violations(rina.page, "forms, nothing changed")).toEqual([]);
  await forms.addSection("At work", "কাজের জায়গা");
  await forms.change("Job title");
  expect(await violations(rina.page, "what is said of a field")).toEqual([]);
  await rina.page.keyboard.press("Escape");
  await forms.say("Job title", { section: "At work", required: true });
  await forms.say("Department", { section: "At work", quick: true, unique: true, usual: "Purchases" });
  await expect(forms.section(1).locator(".fields-name")).toHaveText(["Job title", "Department"]);
  await rina.page.getByRole("button", { name: "Move Department up" }).click();
  await expect(forms.section(1).locator(".fields-name")).toHaveText(["Department", "Job title"]);
  await expect(forms.field("Job title")).toContainText("must be filled · in the short form");
  await rina.page.getByRole("button", { name: "Hide Fax", exact: true }).click();
  await expect(rina.page.getByRole("button", { name: "Show Fax again" })).toBeVisible();
  // What every record is called by stays.
  await expect(rina.page.getByRole("button", { name: "Hide Last name", exact: true })).toHaveCount(0);
  await rina.page.reload();
  await rina.page.locator("#forms-object").selectOption({ label: "Contacts" });
  await expect(forms.section(1).locator(".fields-name")).toHaveText(["Department", "Job title"]);
  expect(await violations(rina.page, "forms")).toEqual([]);
  // She made it before the rule was there: it is hers to complete.
  await rina.open("/today");
  const lacking = rina.page.locator('[data-block="incomplete"]');
  await expect(lacking.locator(".today-row")).toContainText("Begum");
  await expect(lacking).toContainText("lacks Job title");
  await team.proxy.open();
  await rina.sent(40_000);

  // His page has the section, and his form asks.
  const his = await sumon.openRecord(contact);
  await his.section("details");
  await expect(sumon.page.locator(".facts-section")).toHaveText("At work");
  await expect(his.row("fax")).toHaveCount(0);
  await sumon.open("/create/contact");
  await expect(sumon.page.locator('[data-field="department"] input')).toHaveValue("Purchases");
  await sumon.page.locator('[data-field="last_name"] input').fill("Khan");
  await sumon.page.getByRole("button", { name: "Save" }).click();
  await expect(sumon.page.locator('[data-field="job_title"]').getByRole("alert")).toContainText("your team needs it");
  expect(await violations(sumon.page, "a field that must be filled")).toEqual([]);
  await sumon.page.locator('[data-field="job_title"] input').fill("Buyer");
  await sumon.page.getByRole("button", { name: "Save" }).click();
  await expect(sumon.heading).toHaveText("Khan");
  await his.section("details");
  await expect(his.value("department")).toContainText("Purchases");
  // No two are to be alike: another one with the same is named, and can be saved.
  const khan = his.id;
  await sumon.open("/create/contact");
  const alike = sumon.page.locator(".alike-row");
  await expect(alike).toContainText("Khan");
  await expect(alike).toContainText("Same Department");
  expect(await violations(sumon.page, "a field of which no two are alike")).toEqual([]);
  await (await sumon.openRecord(khan)).section("details");
  // Nobody empties it.
  await his.edit("job_title", "");
  await expect(his.row("job_title").getByRole("alert")).toContainText("your team needs it");
  await sumon.language("bn");
  await expect(sumon.page.locator(".facts-section")).toHaveText("কাজের জায়গা");

  // Filled in, it is off her list.
  const hers = await rina.openRecord(contact);
  await hers.edit("job_title", "Owner");
  await hers.saved("job_title");
  await rina.open("/today");
  await expect(rina.page.locator(".today")).toBeVisible();
  await expect(lacking).toHaveCount(0);
});
