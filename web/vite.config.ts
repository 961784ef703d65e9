/** One build of three parts into dist/web: the workspace and the sandbox as pages with hashed assets, the widget as one plain script. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = import.meta.dirname;
const outDir = resolve(here, '../dist/web');
const at = (path: string) => resolve(here, path);
const present = (pages: Record<string, string>) =>
  Object.fromEntries(Object.entries(pages).filter(([, path]) => existsSync(path)));

const WIDGET = at('widget/main.tsx');

/** Where `vite dev` finds the API: `npm start` on its default port. */
const server = process.env['BATON_URL'] ?? 'http://127.0.0.1:3000';

export default defineConfig({
  root: here,
  base: '/',
  plugins: [react()],
  environments: {
    client: {
      build: {
        outDir,
        emptyOutDir: true,
        chunkSizeWarningLimit: 600,
        rolldownOptions: {
          input: present({ workspace: at('index.html'), sandbox: at('sandbox/index.html') }),
          output: {
            // What changes with a release of ours is small; the rest stays in the browser's cache.
            codeSplitting: {
              groups: [{ name: 'react', test: /node_modules[\\/](react|react-dom|scheduler|react-router)[\\/]/ }],
            },
          },
        },
      },
    },
    // A stranger's site loads this one: no chunks, no hash, no globals, every style inside.
    widget: {
      consumer: 'client',
      define: { 'process.env.NODE_ENV': '"production"' },
      build: {
        outDir,
        emptyOutDir: false,
        copyPublicDir: false,
        lib: { entry: WIDGET, formats: ['iife'], name: 'BatonWidget', fileName: () => 'widget.js' },
      },
    },
  },
  builder: {
    async buildApp(builder) {
      for (const [name, environment] of Object.entries(builder.environments)) {
        if (name === 'client' || (name === 'widget' && existsSync(WIDGET))) await builder.build(environment);
      }
    },
  },
  server: {
    proxy: {
      '/api': server,
      '/sandbox/api': server,
      '/socket.io': { target: server, ws: true },
    },
  },
});
