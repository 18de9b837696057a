// Pipelines as the team has them: stages of its own, what they mean, how long deals stay in them, what they need.
import { violations } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";
import { CustomFields } from "../pages/custom-fields.ts";
import { Pipelines } from "../pages/pipelines.ts";

test("stages that are changed without a network are everybody's when there is one", async ({ team }) => {
  const rina = await team.visitor({ viewport: { width: 1440, height: 900 } });
  await rina.setUp(team.relay.setupToken, "Rina Akter");
  const deal = (await rina.create("deal", { name: "School uniforms" })).id;
  await rina.sent();
  const sumon = await team.teammate(rina);
  await team.proxy.close();
  await rina.offline();

  const pipelines = new Pipelines(rina);
  await pipelines.open();
  await expect(pipelines.stage("Proposal")).toContainText("50% · usually 21 days");
  await pipelines.change("Proposal", { name: "Offer", bengali: "প্রস্তাব পাঠানো", probability: "60", days: "10" });
  await expect(pipelines.stage("Offer")).toContainText("60% · usually 10 days");
  await pipelines.add({ name: "Trial order", probability: "70", days: "30" });
  await rina.page.getByRole("button", { name: "Move Trial order up" }).click();
  await rina.page.getByRole("button", { name: "Retire Qualification" }).click();
  const now = ["Prospecting", "Offer", "Trial order", "Negotiation", "Closed Won", "Closed Lost", "Qualification"];
  await expect(pipelines.names).toHaveText(now);
  expect(await violations(rina.page, "pipelines")).toEqual([]);
  // A pipeline keeps one stage of each outcome.
  await rina.page.getByRole("button", { name: "Retire Closed Won" }).click();
  await expect(rina.page.locator(".toast").filter({ hasText: "at least one running stage" })).toBeVisible();
  await rina.page.reload();
  await expect(pipelines.names).toHaveText(now);
  await team.proxy.open();
  await rina.sent(40_000);

  await sumon.open("/board");
  const lanes = sumon.page.locator(".lane-title");
  await expect(lanes).toHaveText(["Prospecting", "Offer", "Trial order", "Negotiation", "Closed Won", "Closed Lost"]);
  await sumon.page.locator(".board-card").hover();
  await sumon.page.locator(".card-menu button").click();
  await sumon.page.getByRole("menuitem", { name: "Trial order" }).click();
  await expect(sumon.page.locator(".lane").nth(2).locator(".board-card")).toContainText("School uniforms");
  await sumon.sent();
  const hers = await rina.openRecord(deal);
  await expect(rina.page.locator(".stepper-name")).toHaveText("Trial order");
  await hers.section("details");
  await expect(hers.value("probability")).toContainText("70");
  await sumon.language("bn");
  await sumon.open("/board");
  await expect(lanes.nth(1)).toHaveText("প্রস্তাব পাঠানো");
  await expect(lanes.nth(2)).toHaveText("Trial order");
});

test("a pipeline of its own has its own board, and deals go from one to the other", async ({ team }) => {
  const rina = await team.visitor({ viewport: { width: 1440, height: 900 } });
  await rina.setUp(team.relay.setupToken, "Rina Akter");
  const deal = (await rina.create("deal", { name: "Hospital linen" })).id;
  const pipelines = new Pipelines(rina);
  await pipelines.open();
  await pipelines.addPipeline("Tenders");
  await pipelines.change("Prospecting", { name: "Tender seen" });
  await rina.open("/board");
  const lanes = rina.page.locator(".lane-title");
  await expect(lanes.first()).toHaveText("Prospecting");
  await rina.page.locator(".board-card").hover();
  await rina.page.locator(".card-menu button").click();
  await rina.page.getByRole("menuitem", { name: "Tenders: Tender seen" }).click();
  await expect(rina.page.locator(".board-card")).toHaveCount(0);
  await rina.page.getByRole("combobox", { name: "Pipeline" }).selectOption({ label: "Tenders" });
  await expect(lanes.first()).toHaveText("Tender seen");
  await expect(rina.page.locator(".board-card")).toContainText("Hospital linen");
  expect(await violations(rina.page, "board with pipelines")).toEqual([]);
  // Which one is shown is kept.
  await rina.page.reload();
  await expect(lanes.first()).toHaveText("Tender seen");
  await rina.openRecord(deal);
  await expect(rina.page.locator(".step")).toHaveCount(6);

  await pipelines.open();
  await rina.page.locator("#pipeline").selectOption({ label: "Tenders" });
  await rina.page.getByRole("button", { name: "Retire the pipeline Tenders" }).click();
  await expect(rina.page.getByRole("heading", { name: "Retired pipelines" })).toBeVisible();
  await rina.open("/board");
  await expect(lanes.first()).toHaveText("Prospecting");
});

test("a stage asks for what it needs, and a loss for its reason", async ({ team }) => {
  const rina = await team.visitor();
  await rina.setUp(team.relay.setupToken, "Rina Akter");
  const pipelines = new Pipelines(rina);
  await pipelines.open();
  await pipelines.change("Negotiation", { needs: ["Amount", "Closing date"] });
  await expect(pipelines.stage("Negotiation")).toContainText("needs Amount, Closing date");
  const hers = await rina.create("deal", { name: "School uniforms" });
  await hers.edit("close_date", "2027-01-15");
  await hers.saved("close_date");
  const step = (name: string) => rina.page.getByRole("button", { name, exact: true });
  const window = rina.page.getByRole("dialog");
  await step("Negotiation").click();
  await expect(window.getByRole("heading")).toHaveText("Move to Negotiation");
  await expect(window.locator("[data-field]")).toHaveCount(1);
  expect(await violations(rina.page, "a stage needs something")).toEqual([]);
  await window.getByRole("button", { name: "Move" }).click();
  await expect(window.getByRole("alert").filter({ hasText: "before the deal comes" })).toBeVisible();
  await window.locator('[data-field="amount"] input').first().fill("50000");
  await window.getByRole("button", { name: "Move" }).click();
  await expect(window).toHaveCount(0);
  await expect(rina.page.locator(".stepper-name")).toHaveText("Negotiation");
  await hers.section("details");
  await expect(hers.value("amount")).toContainText("50,000");
  // Both came as one edit, and go as one.
  await rina.page.locator(".toast").filter({ hasText: "Moved to Negotiation" }).getByRole("button", { name: "Undo" }).click();
  await expect(rina.page.locator(".stepper-name")).toHaveText("Prospecting");
  await expect(hers.value("amount")).not.toContainText("50,000");

  await step("Closed Lost").click();
  await expect(window.getByRole("heading")).toHaveText("Why was it lost?");
  expect(await violations(rina.page, "why a deal was lost")).toEqual([]);
  await window.locator('[data-field="lost_reason"] select').selectOption({ label: "Price" });
  await window.getByRole("button", { name: "Save" }).click();
  await expect(window).toHaveCount(0);
  await expect(hers.value("lost_reason")).toContainText("Price");
});

test("sources and reasons of the team's own stand beside the usual ones", async ({ team }) => {
  const rina = await team.visitor();
  await rina.setUp(team.relay.setupToken, "Rina Akter");
  const fields = new CustomFields(rina);
  await fields.open("Leads");
  const row = rina.page.locator('[data-setting="choices"] [data-field="lead_source"]');
  await row.getByRole("button", { name: "Change Source" }).click();
  const window = rina.page.getByRole("dialog");
  await window.getByRole("textbox", { name: "Choice 1", exact: true }).fill("Our website");
  await window.getByRole("button", { name: "Add a choice" }).click();
  await window.locator(".fields-choice").last().locator("input").first().fill("Boishakh fair");
  expect(await violations(rina.page, "choices of a built-in field")).toEqual([]);
  await window.getByRole("button", { name: "Save" }).click();
  await expect(window).toHaveCount(0);
  await expect(row).toContainText("Our website, Referral");

  // The contact that a lead becomes has the same source.
  const lead = await rina.create("lead", { last_name: "Begum", company: "Begum Stores" });
  await lead.section("details");
  await lead.row("lead_source").locator(".field-edit").click();
  await lead.row("lead_source").locator("select").selectOption({ label: "Boishakh fair" });
  await lead.row("lead_source").locator("select").press("Enter");
  await lead.saved("lead_source");
  await rina.page.getByRole("button", { name: "Convert" }).click();
  await rina.page.getByRole("dialog").getByRole("button", { name: "Convert" }).click();
  const contact = await rina.openRecord(await rina.firstOf("contact"));
  await contact.section("details");
  await expect(contact.value("lead_source")).toContainText("Boishakh fair");
});
