// Builds what the pages and the papers need from `assets/` and the pinned npm packages into `.build/assets`:
// src/*.scss (not those that start with _) → *.css, src/*.js → *.js as ES modules, public/ as it is, the web fonts
// and the whole faces for PDF and DOCX into fonts/ (name the web fonts in a style sheet as url("fonts/…")); the reader
// of QR codes as WebAssembly.
// Run by the launcher; by hand: node assets/build.mjs
import fs from 'node:fs'
import path from 'node:path'
import * as esbuild from 'esbuild'
import * as sass from 'sass'

const sources = 'assets/src'
const out = '.build/assets'
const webFonts = ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext']
const faces = ['400Regular', '400Regular_Italic', '600SemiBold', '700Bold']

fs.rmSync(out, { recursive: true, force: true })
fs.mkdirSync(path.join(out, 'fonts'), { recursive: true })

const isEntry = (ending) => (name) => name.endsWith(ending) && !name.startsWith('_')
const files = fs.existsSync(sources) ? fs.readdirSync(sources) : []

for (const name of files.filter(isEntry('.scss'))) {
  const { css } = sass.compile(path.join(sources, name), {
    loadPaths: ['.', 'node_modules'],
    style: 'compressed',
    quietDeps: true,
  })
  fs.writeFileSync(path.join(out, name.replace(/\.scss$/, '.css')), css)
}

await esbuild.build({
  entryPoints: files.filter(isEntry('.js')).map((name) => path.join(sources, name)),
  outdir: out,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  legalComments: 'none',
  logLevel: 'error',
})

for (const subset of webFonts) {
  for (const style of ['normal', 'italic']) {
    const name = `noto-sans-${subset}-wght-${style}.woff2`
    fs.copyFileSync(path.join('node_modules/@fontsource-variable/noto-sans/files', name), path.join(out, 'fonts', name))
  }
}
for (const face of faces) {
  const name = `NotoSans_${face}.ttf`
  fs.copyFileSync(path.join('node_modules/@expo-google-fonts/noto-sans', face, name), path.join(out, 'fonts', name))
}
fs.copyFileSync('node_modules/zxing-wasm/dist/reader/zxing_reader.wasm', path.join(out, 'zxing_reader.wasm'))
if (fs.existsSync('assets/public')) fs.cpSync('assets/public', out, { recursive: true })
