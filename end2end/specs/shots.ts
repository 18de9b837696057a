// `make shots`: a picture of every screen, phone and desktop, light and dark, English and Bengali.
import { test } from "../fixtures/test.ts";

const LOOKS = [
  { name: "desktop-light-en", viewport: { width: 1280, height: 800 }, colorScheme: "light", language: "en" },
  { name: "desktop-dark-bn", viewport: { width: 1280, height: 800 }, colorScheme: "dark", language: "bn" },
  { name: "phone-light-bn", viewport: { width: 390, height: 844 }, colorScheme: "light", language: "bn" },
  { name: "phone-dark-en", viewport: { width: 390, height: 844 }, colorScheme: "dark", language: "en" },
] as const;

for (const look of LOOKS) {
  test(`shots: ${look.name}`, async ({ team }) => {
    const book = await team.visitor({ viewport: look.viewport, colorScheme: look.colorScheme });
    const shoot = (name: string) => book.page.screenshot({ path: `end2end/shots/${look.name}/${name}.png` });
    await book.open("/");
    await book.heading.waitFor();
    await shoot("first-run");
    await book.open(`/setup#${team.relay.setupToken}`);
    await book.heading.waitFor();
    await shoot("set-up");
    await book.tryOut(true);
    await book.language(look.language);
    for (const path of ["today", "list/contact", "list/deal", "list/task", "board", "import", "settings", "settings#me", "settings#device", "settings#workspace", "settings#help", "help", "sync", "more", "create/deal"]) {
      await book.open(`/${path}`);
      await book.heading.waitFor();
      await book.page.waitForTimeout(400);
      await shoot(path.replace(/[/#]/g, "-"));
    }
    for (const object of ["contact", "deal"]) {
      await book.openRecord(await book.firstOf(object));
      await book.heading.waitFor();
      await book.page.waitForTimeout(400);
      await shoot(`record-${object}`);
    }
    await book.page.keyboard.press("?");
    await shoot("shortcuts");
    await book.page.keyboard.press("Escape");
    await book.search("ra");
    await book.page.waitForTimeout(400);
    await shoot("search");
  });
}
