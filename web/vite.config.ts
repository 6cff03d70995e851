import { defineConfig } from 'vitest/config';

// The element keeps its own name, so that other pages can load it by a stable address; all else is
// named by its content.
const entryName = (chunk: { name: string }): string =>
  chunk.name === 'visavis-avatar' ? 'visavis-avatar.js' : 'assets/[name]-[hash].js';

export default defineConfig({
  base: './',
  build: {
    target: 'es2022',
    // The page's content security policy allows neither data: modules nor inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { index: 'index.html', 'visavis-avatar': 'src/element.ts' },
      output: { entryFileNames: entryName },
      preserveEntrySignatures: 'exports-only',
    },
  },
  server: {
    proxy: { '/v1': { target: 'http://localhost:8080', ws: true } },
  },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
});
