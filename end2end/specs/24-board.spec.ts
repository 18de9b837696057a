// Carrying a card to a stage that is out of sight: the board scrolls at its edge, and the card lands where it is dropped.
import { expect, test } from "../fixtures/test.ts";

test("a card carried to the edge scrolls the board and lands in a stage that was out of sight", async ({ team }) => {
  const book = await team.visitor({ viewport: { width: 760, height: 700 } });
  const { page } = book;
  await book.tryOut(true);
  await book.open("/board");
  const lane = (stage: string) => page.locator(`[data-lane=${stage}]`);
  const card = lane("prospecting").locator(".board-card").first();
  const id = await card.getAttribute("data-card");
  const middle = async (of: typeof card) => {
    const box = await of.boundingBox();
    if (!box) throw new Error("it is not on the page");
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const lanes = page.locator(".board-lanes");
  const left = () => lanes.evaluate((element) => element.scrollLeft);
  const most = await lanes.evaluate((element) => element.scrollWidth - element.clientWidth);
  expect(most).toBeGreaterThan(200);
  expect(await left()).toBe(0);

  const from = await middle(card);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 20, from.y, { steps: 4 });
  const board = await lanes.boundingBox();
  await page.mouse.move((board?.x ?? 0) + (board?.width ?? 0) - 4, from.y, { steps: 6 });
  await expect.poll(left).toBeGreaterThan(most - 2);
  const to = await middle(lane("negotiation"));
  await page.mouse.move(to.x, to.y, { steps: 6 });
  await page.mouse.up();
  await expect(lane("negotiation").locator(`[data-card="${id}"]`)).toBeVisible();
  await expect(lane("prospecting").locator(`[data-card="${id}"]`)).toHaveCount(0);
});
