// Builds what the pages and the papers need from `assets/` and the pinned npm packages into `.build/assets`:
// src/*.scss (not those that start with _) → *.css, src/*.js → *.js as ES modules, public/ as it is, and the whole
// Noto Sans faces for PDF and DOCX into ttf/. Run by the launcher; by hand: node assets/build.mjs
import fs from 'node:fs'
import path from 'node:path'
import * as esbuild from 'esbuild'
import * as sass from 'sass'

const sources = 'assets/src'
const out = '.build/assets'
const faces = ['400Regular', '400Regular_Italic', '600SemiBold', '700Bold']

fs.rmSync(out, { recursive: true, force: true })
fs.mkdirSync(path.join(out, 'ttf'), { recursive: true })

const files = fs.existsSync(sources) ? fs.readdirSync(sources) : []
const sheets = files.filter((name) => name.endsWith('.scss') && !name.startsWith('_'))
const scripts = files.filter((name) => name.endsWith('.js') && !name.startsWith('_'))

// Style sheets pass through esbuild as well, so that the font files they name come along under /static/fonts/.
const compiled = sheets.map((name) => {
  const made = path.join(out, name.replace(/\.scss$/, '.css'))
  const { css } = sass.compile(path.join(sources, name), {
    loadPaths: ['.', 'node_modules'],
    style: 'compressed',
    quietDeps: true,
  })
  fs.writeFileSync(made, css)
  return made
})

await esbuild.build({
  entryPoints: [...compiled, ...scripts.map((name) => path.join(sources, name))],
  entryNames: '[name]',
  outdir: out,
  allowOverwrite: true,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2020',
  loader: { '.woff2': 'file', '.svg': 'file', '.png': 'file' },
  assetNames: 'fonts/[name]',
  nodePaths: ['node_modules'],
  logLevel: 'error',
})

for (const face of faces) {
  const name = `NotoSans_${face}.ttf`
  const source = path.join('node_modules/@expo-google-fonts/noto-sans', face, name)
  fs.copyFileSync(source, path.join(out, 'ttf', name))
}
if (fs.existsSync('assets/public')) fs.cpSync('assets/public', out, { recursive: true })
