import type { FastifyInstance } from 'fastify';
import type { Page } from 'playwright-core';
import { NOTHING_WRONG, Stage } from './consoleStage';

/** The example frontend in Chromium: its use with a screen reader, by keyboard, and on a narrow screen. */

let stage: Stage;
let service: FastifyInstance;
let page: Page;

beforeAll(async () => {
  stage = await Stage.open();
  service = await stage.service();
});
afterAll(() => stage?.close());
afterEach(async () => expect(await stage.leave(page)).toEqual(NOTHING_WRONG));

/** Every place of the console, with the dialog that is open there. */
const PLACES: [place: string, dialog: string | null][] = [
  ['#/images?region=ap-guangzhou', null],
  ['#/images?region=ap-guangzhou', 'Account'],
  ['#/images/img-demo-web', null],
  ['#/images/img-demo-web', 'Launch'],
  ['#/images/img-demo-web', 'Share'],
  ['#/images/img-demo-web', 'Copy'],
  ['#/images/img-demo-web', 'Rename'],
  ['#/images/img-demo-web-sh', 'Delete'],
];

async function open(place: string, dialog: string | null, options?: Parameters<Stage['enter']>[3]): Promise<void> {
  page = await stage.enter(service, 'North Harbor', place, options);
  await page.getByRole('heading', { level: 1 }).waitFor();
  if (place.includes('?')) await page.getByRole('rowheader').first().waitFor();
  if (dialog === null) return;
  await page.getByRole('button', { name: dialog, exact: true }).click();
  await page.getByRole('dialog').waitFor();
  if (dialog === 'Launch') await page.getByRole('table').waitFor();
  if (dialog === 'Share') {
    await page.getByLabel('Accounts to share it with').fill('acc-north acc-south');
    await page.getByText('ALREADY_SHARED').waitFor();
  }
}

const CONTROL = /^\s*- (button|link|textbox|searchbox|spinbutton|combobox|checkbox|dialog|meter|table|alert)\b(?! "\S)/;

test.each(PLACES)('the console names every control of %s (dialog: %s)', async (place, dialog) => {
  await open(place, dialog);
  const lines = (await page.locator('body').ariaSnapshot()).split('\n');
  expect(lines.length).toBeGreaterThan(10);
  // The tables of the list and of the dialogs are named by the heading above them.
  expect(lines.filter((line) => CONTROL.test(line) && !line.includes('- table'))).toEqual([]);
});

/** Returns the texts of a page whose contrast with their background is below 4.5, level AA of WCAG 2. */
function pale(): string[] {
  type Colour = [number, number, number, number];
  const read = (text: string): Colour => {
    const [r, g, b, a = 1] = text.match(/[\d.]+/g)!.map(Number) as Colour;
    return [r, g, b, a];
  };
  const luminance = (colour: Colour) => {
    const [r, g, b] = colour.slice(0, 3).map((value) => {
      const part = value / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };
  const ground = (element: Element | null): Colour => {
    if (element === null) return [255, 255, 255, 1];
    const own = read(getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own : ground(element.parentElement);
  };
  const texts = document.createTreeWalker(document.querySelector('dialog') ?? document.body, NodeFilter.SHOW_TEXT);
  const found: string[] = [];
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement!;
    if (!element.checkVisibility() || texts.currentNode.textContent!.trim() === '') continue;
    const [a, b] = [luminance(read(getComputedStyle(element).color)), luminance(ground(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) found.push(`${contrast.toFixed(2)} ${texts.currentNode.textContent}`);
  }
  return found;
}

describe.each(['light', 'dark'] as const)('the console in %s colours', (colorScheme) => {
  test.each(PLACES)('has a contrast of at least 4.5 at %s (dialog: %s)', async (place, dialog) => {
    await open(place, dialog, { colorScheme });
    expect(await page.evaluate(pale)).toEqual([]);
  });
});

test('the console can be used by keyboard alone, and a dialog returns the focus', async () => {
  await open('#/images/img-demo-web', null);
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  expect(await focused()).toBe('web-base Custom');
  for (const name of ['Ubuntu Server 22.04 LTS 64bit', 'Launch', 'Share']) {
    await page.keyboard.press('Tab');
    expect(await focused()).toBe(name);
  }
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  expect(await page.evaluate(() => document.querySelector('dialog')?.contains(document.activeElement))).toBe(true);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await focused()).toBe('Share');
});

test.each(PLACES)('the console fits a narrow screen at %s (dialog: %s)', async (place, dialog) => {
  await open(place, dialog, { viewport: { width: 360, height: 740 } });
  const beyond = await page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('dialog')]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map(({ tagName, scrollWidth, clientWidth }) => `${tagName} ${scrollWidth} > ${clientWidth}`),
  );
  expect(beyond).toEqual([]);
});
