// Firefox and WebKit: set up, make a record, see it in the list, edit it, reload with no network, send, and a teammate
// in Chromium has it all. Where a browser is not installed, the run says what to install.
import { OtherPage } from "../fixtures/other-browser.ts";
import { firefox } from "../fixtures/firefox.ts";
import { webkit } from "../fixtures/webkit.ts";
import { expect, test } from "../fixtures/test.ts";

// The runner reads this file, too, and says once what is left out; its workers need not.
const absent = [firefox, webkit].filter((kind) => kind.missing !== "");
if (process.env.TEST_WORKER_INDEX === undefined) absent.forEach((kind) => console.warn(kind.missing));

for (const kind of [firefox, webkit].filter((kind) => kind.missing === "")) {
  test(`${kind.name} keeps the book without a network and sends it later`, async ({ team }) => {
    const browser = await kind.start();
    try {
      const page = new OtherPage(browser);
      const origin = team.proxy.origin;
      await page.open(`${origin}/setup#${team.relay.setupToken}`);
      await page.fill("#workspace", "Padma Traders");
      await page.fill("#name", "Rina Akter");
      await page.fill("#email", "rina@example.com");
      await page.fill("#password", "new ledger 2026");
      await page.press("#open"); // so that a teammate sees the record, too
      await page.press("form button[type=submit]");
      await page.becomes(".sync-mark", "it.dataset.state", /^sent$/);
      // The second visit works without a network, once the service worker has everything.
      await page.evaluate("navigator.serviceWorker.ready.then(() => true)");

      await page.open(`${origin}/create/contact`);
      await page.fill('[data-field="first_name"] input', "Kamal");
      await page.fill('[data-field="last_name"] input', "Uddin");
      await page.press("form button[type=submit]");
      await page.becomes("body", "location.pathname", /^\/record\//);
      const id = (await page.evaluate<string>("location.pathname")).split("/").pop() ?? "";
      await page.becomes(".sync-mark", "it.dataset.state", /^sent$/);
      await page.open(`${origin}/list/contact`);
      await page.text(".row-title", /Kamal Uddin/);

      await team.proxy.close();
      await page.open(`${origin}/record/${id}`);
      await page.becomes(".sync-mark", "it.dataset.state", /^offline$/);
      await page.press('[data-field="job_title"] .field-edit');
      await page.fill('[data-field="job_title"] input', "Buyer");
      await page.becomes('[data-field="job_title"]', "it.dataset.save", /^device$/);
      await page.open(`${origin}/record/${id}`);
      await page.text('[data-field="job_title"] .field-value', /Buyer/);

      await team.proxy.open();
      await page.becomes(".sync-mark", "it.dataset.state", /^sent$/);
      const path = await page.evaluate<string>(`fetch("/api/v1/invite", {
        method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ role: "representative" }),
      }).then((answer) => answer.json()).then((answer) => answer.path)`);
      const sumon = await team.visitor();
      await sumon.join(path, "Sumon Das");
      const theirs = await sumon.openRecord(id);
      await expect(theirs.value("job_title")).toContainText("Buyer");
    } finally {
      await browser.close();
    }
  });
}
