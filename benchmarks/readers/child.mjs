// Time whatsapp-chat-parser on one file: node reader_child.mjs MODULE_FOLDER FILE
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [folder, file] = process.argv.slice(2);
const found = createRequire(resolve(folder, "x.js")).resolve("whatsapp-chat-parser");
const { parseString } = await import(found);
const before = process.cpuUsage(), wall = performance.now();
const messages = parseString(readFileSync(file, "utf8")).length;
const used = process.cpuUsage(before);
console.log(JSON.stringify({
  cpu: (used.user + used.system) / 1e6, wall: (performance.now() - wall) / 1e3, messages,
  rss: 0, peak: process.resourceUsage().maxRSS / 1024,
}));
