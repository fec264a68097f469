import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions } from 'playwright-core';

/** Returns the path of Chromium. Its absence is a failure and not a skip, as nothing here is tested without it. */
function findChromium(): string {
  const places = ['chromium', 'chromium-browser', 'google-chrome'].map((name) => `/usr/bin/${name}`);
  const found = process.env['CHROMIUM'] ? [process.env['CHROMIUM']] : places;
  const executable = found.find((place) => existsSync(place));
  if (executable === undefined) {
    throw new Error(
      `There is no Chromium at ${found.join(', ')}. Install it (on Debian: apt-get install chromium), or say in CHROMIUM where it is.`,
    );
  }
  return executable;
}

const FLAGS = [
  // Chromium does not start as root with its sandbox; it opens only pages of this project here.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @throws where there is no Chromium, with the way to install it */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: FLAGS });
}

/** Faults of a page: errors in the console, violations of the CSP, requests to other hosts. */
export interface Wrong {
  console: string[];
  csp: string[];
  foreign: string[];
}

/** Opens a new browser context that reaches only this machine and records the faults of its pages. */
export async function newContext(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{ context: BrowserContext; wrong: Wrong }> {
  const wrong: Wrong = { console: [], csp: [], foreign: [] };
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    colorScheme: 'light',
    ...options,
  });
  await context.route('**/*', (route) => {
    const { hostname } = new URL(route.request().url());
    if (hostname === '127.0.0.1') return route.continue();
    wrong.foreign.push(route.request().url());
    return route.abort();
  });
  await context.exposeFunction('reportCsp', (report: string) => wrong.csp.push(report));
  await context.addInitScript(() => {
    const { reportCsp } = window as unknown as { reportCsp: (report: string) => void };
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile }) =>
      reportCsp(`${effectiveDirective} ${blockedURI} ${sourceFile}`),
    );
  });
  context.on('console', (message) => {
    if (message.type() === 'error') wrong.console.push(message.text());
  });
  context.on('weberror', (error) => wrong.console.push(String(error.error())));
  return { context, wrong };
}
