// Makes of an installed Bootstrap Italia the files that Iuvo serves: each under a name that holds
// the hash of its content, as it is and compressed, with a manifest in Rust.
//
//   node prepare.mjs FOLDER_WITH_NODE_MODULES FOLDER_TO_FILL

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const [installed, target] = process.argv.slice(2);
const library = join(installed, "node_modules", "bootstrap-italia");
const files = join(target, "files");
mkdirSync(files, { recursive: true });

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
};

// The style names its fonts itself: the library would add them by a script.
const FONTS = [
  ["Titillium Web", 400, "normal", "Titillium_Web/titillium-web-v10-latin-ext_latin-regular"],
  ["Titillium Web", 400, "italic", "Titillium_Web/titillium-web-v10-latin-ext_latin-italic"],
  ["Titillium Web", 600, "normal", "Titillium_Web/titillium-web-v10-latin-ext_latin-600"],
  ["Titillium Web", 700, "normal", "Titillium_Web/titillium-web-v10-latin-ext_latin-700"],
  ["Roboto Mono", 400, "normal", "Roboto_Mono/roboto-mono-v13-latin-ext_latin-regular"],
  ["Roboto Mono", 700, "normal", "Roboto_Mono/roboto-mono-v13-latin-ext_latin-700"],
];

const manifest = [];

// Writes a file; `logical` is how the program asks for it. Returns the name under which it is served.
function add(logical, content) {
  const extension = extname(logical);
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
  const name = `${logical.slice(0, -extension.length)}-${hash}${extension}`;
  writeFileSync(join(files, name), content);
  const isPacked = extension === ".woff2";
  if (!isPacked) {
    const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
    writeFileSync(join(files, `${name}.br`), brotliCompressSync(content, { params: quality }));
    writeFileSync(join(files, `${name}.gz`), gzipSync(content, { level: 9 }));
  }
  manifest.push({ logical, name, type: TYPES[extension], isPacked });
  return name;
}

function face([family, weight, style, file]) {
  const name = add(`${file.split("/")[1].replace(/-v\d+-latin-ext_latin/, "")}.woff2`,
    readFileSync(join(library, "dist/fonts", `${file}.woff2`)));
  return `@font-face{font-family:"${family}";font-weight:${weight};font-style:${style};`
    + `font-display:swap;src:url("${name}") format("woff2")}`;
}

const style = readFileSync(join(library, "dist/css/bootstrap-italia.min.css"), "utf8");
const faces = FONTS.map(face).join("\n");
// The video player's font is embedded as `data:`, which no page of ours allows, and needs.
const kept = style.replace(/\/\*# sourceMappingURL=.*?\*\//, "")
  .replace(/@font-face\{[^}]*VideoJS[^}]*\}/g, "");
add("italia.css", `${faces}\n${kept}`);
add("icons.svg", readFileSync(join(library, "dist/svg/sprites.svg")));
add("licence-bootstrap-italia.txt", readFileSync(join(library, "LICENSE")));
add("licence-titillium-web.txt", readFileSync(join(library, "dist/fonts/Titillium_Web/OFL.txt")));
add("licence-roboto-mono.txt", readFileSync(join(library, "dist/fonts/Roboto_Mono/LICENSE.txt")));

const entry = ({ logical, name, type, isPacked }) => {
  const bytes = (ending) => `include_bytes!(concat!(env!("ITALIA_ASSETS"), "/files/${name}${ending}"))`;
  const packed = (ending) => (isPacked ? "None" : `Some(${bytes(ending)})`);
  return `    Asset { logical: "${logical}", name: "${name}", media_type: "${type}", `
    + `plain: ${bytes("")}, brotli: ${packed(".br")}, gzip: ${packed(".gz")} },`;
};
writeFileSync(join(target, "manifest.rs"), `&[\n${manifest.map(entry).join("\n")}\n]\n`);
