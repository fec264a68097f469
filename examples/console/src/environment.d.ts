/** What `import.meta.env` holds beside Vite's own; nothing else may be asked of it. */
interface ViteTypeOptions {
  strictImportMetaEnv: unknown;
}

interface ImportMetaEnv {
  /** Where the API is, if nobody says anything else on the page. */
  readonly VITE_API_URL?: string;
}
