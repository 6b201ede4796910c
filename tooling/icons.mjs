// Draws every icon of the app out of one drawing: `node tooling/icons.mjs`. The results lie in resources/icons and are
// committed, so that neither a build nor a package needs a browser or a converter.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium } from './lib/chromium.mjs';
import { CliError, ROOT, isMain, runScript, say } from './lib/cli.mjs';

const FOLDER = join(ROOT, 'resources', 'icons');

/** The four shapes that mean a state everywhere in the app: needs you, failed, done, running. */
const SHAPES = `<path d="M11 6.4 15.6 11 11 15.6 6.4 11Z"/><rect x="17.4" y="7.4" width="7.2" height="7.2" rx="1"/>
<circle cx="11" cy="21" r="3.9"/><circle cx="21" cy="21" r="3" fill="none" stroke-width="1.9"/>`;

/** The app's own icon. macOS wants room around it; elsewhere it fills its square. */
const appIcon = (/** @type {number} */ inset) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${-inset} ${-inset} ${32 + 2 * inset} ${32 + 2 * inset}">
<defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop stop-color="#4f8ff0"/><stop offset="1" stop-color="#2f9d6c"/></linearGradient></defs>
<rect x="1" y="1" width="30" height="30" rx="7.5" fill="url(#g)"/><g fill="#fff" stroke="#fff" stroke-width="0">${SHAPES}</g></svg>`;

/** A silhouette: macOS colours it by itself (black), elsewhere it must be seen on light and dark bars. */
const trayIcon = (/** @type {string} */ colour) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="4 4 24 24"><g fill="${colour}" stroke="${colour}" stroke-width="0">${SHAPES}</g></svg>`;

/** The mark on the taskbar of Windows that says something waits. */
const OVERLAY = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M8 1 15 8 8 15 1 8Z" fill="#d98e04"/></svg>`;

/** Sizes inside an ICO; the largest is what Windows shows in folders. */
const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256];
/** Types of an ICNS by the pixels of their PNG. */
const ICNS_TYPES = /** @type {const} */ ([
  ['icp4', 16],
  ['icp5', 32],
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
]);
const LINUX_SIZES = [16, 24, 32, 48, 64, 128, 256, 512];

/**
 * An ICO out of PNGs.
 * @param {readonly { size: number, png: Buffer }[]} images
 */
export function ico(images) {
  const head = Buffer.alloc(6 + 16 * images.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(images.length, 4);
  let offset = head.length;
  for (const [index, { size, png }] of images.entries()) {
    const at = 6 + 16 * index;
    // A byte holds no 256: nought means it.
    head[at] = size % 256;
    head[at + 1] = size % 256;
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([head, ...images.map(({ png }) => png)]);
}

/**
 * An ICNS out of PNGs.
 * @param {readonly { type: string, png: Buffer }[]} images
 */
export function icns(images) {
  const entries = images.map(({ type, png }) => {
    const head = Buffer.alloc(8);
    head.write(type, 0, 'latin1');
    head.writeUInt32BE(png.length + 8, 4);
    return Buffer.concat([head, png]);
  });
  const body = Buffer.concat(entries);
  const head = Buffer.alloc(8);
  head.write('icns', 0, 'latin1');
  head.writeUInt32BE(body.length + 8, 4);
  return Buffer.concat([head, body]);
}

async function drawAll() {
  const executablePath = findChromium();
  if (executablePath === undefined)
    throw new CliError('No Chromium found to draw with; see docs/development.md.');
  const browser = await chromium.launch({
    executablePath,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    const page = await browser.newPage();
    const draw = async (/** @type {string} */ svg, /** @type {number} */ size) => {
      await page.setViewportSize({ width: size, height: size });
      await page.setContent(
        `<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
      );
      return page.screenshot({ omitBackground: true, type: 'png' });
    };
    mkdirSync(join(FOLDER, 'linux'), { recursive: true });
    const save = (/** @type {string} */ name, /** @type {Buffer} */ data) =>
      writeFileSync(join(FOLDER, name), data);
    const filled = appIcon(0);
    const roomy = appIcon(3.2);
    for (const size of LINUX_SIZES) save(`linux/${size}x${size}.png`, await draw(filled, size));
    const icoImages = [];
    for (const size of ICO_SIZES) icoImages.push({ size, png: await draw(filled, size) });
    save('icon.ico', ico(icoImages));
    const icnsImages = [];
    for (const [type, size] of ICNS_TYPES) icnsImages.push({ type, png: await draw(roomy, size) });
    save('icon.icns', icns(icnsImages));
    for (const [name, size] of /** @type {const} */ ([
      ['', 16],
      ['@2x', 32],
    ])) {
      save(`trayTemplate${name}.png`, await draw(trayIcon('#000'), size));
      save(`tray${name}.png`, await draw(trayIcon('#8a94a6'), size));
      save(`overlay${name}.png`, await draw(OVERLAY, size));
    }
    say(`drew the icons into ${FOLDER}`);
  } finally {
    await browser.close();
  }
}

if (isMain(import.meta.url)) runScript(drawAll);
