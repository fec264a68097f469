import { defineConfig, type Plugin } from 'vite';

/**
 * What the built console may load: its own files alone. It may ask any API, for the address of the API is a setting;
 * whoever serves one API names it here.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  'connect-src http: https:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Vite's server for development writes its styles into the page, which the policy would forbid; so it is for the build. */
const contentSecurityPolicy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY }, injectTo: 'head-prepend' },
  ],
};

/** An origin is what `CORS_ORIGINS` of the API has to name, so it must not be another one the next time. */
const address = { host: '127.0.0.1', strictPort: true };

export default defineConfig({
  plugins: [contentSecurityPolicy],
  // Vite reads from tsconfig.json how JSX is written, so that React needs no plugin of its own.
  server: { ...address, port: 5173 },
  preview: { ...address, port: 5173 },
  build: { target: 'es2022', modulePreload: { polyfill: false } },
});
