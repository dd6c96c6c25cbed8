// SPDX-License-Identifier: Apache-2.0
// How long a browser that has nothing of it yet takes to load the page of a device, and how much it loads.
import { spawn, spawnSync } from "node:child_process";
import { chromium } from "playwright-core";

const ROUNDS = process.env.FULL ? 60 : 15;
const LOAD_GOAL = 100, WEIGHT_GOAL = 100; // milliseconds; thousands of octets

for (const words of [["provisim-pki", "init", "page-pki"], ["provisim-euicc", "create", "page-card", "--pki", "page-pki"]])
	spawnSync(words[0], words.slice(1), { stdio: "ignore" });
const web = spawn("provisim-lpa", ["--text", "--card", "page-card", "web", "--lock", "page-lock"]);
const origin = await new Promise((resolve) => web.stdout.on("data", (text) => {
	const found = String(text).match(/(http:\S+)\/#/);
	if (found)
		resolve(found[1]);
}));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });

async function load(path) {
	const fresh = await browser.newContext();
	const page = await fresh.newPage();
	await page.goto(origin + path, { waitUntil: "load" });
	const measured = await page.evaluate(() => {
		const [navigation] = performance.getEntriesByType("navigation");
		const octets = [navigation, ...performance.getEntriesByType("resource")].reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0);
		return { milliseconds: navigation.loadEventEnd, octets };
	});
	await fresh.close();
	return measured;
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const wholes = [], bares = [];
let octets = 0;
await load("/"); // the browser's own first time
for (let round = 0; round < ROUNDS; round++) {
	const whole = await load("/");
	octets = Math.max(octets, whole.octets);
	wholes.push(whole.milliseconds);
	bares.push((await load("/shared/icon.svg")).milliseconds);
}
await browser.close();
web.kill();

const figure = (name, value, unit, goal) =>
	console.log(`figure ${name} value ${value.toPrecision(4)} ${unit} floor 0 ratio 0 goal <=${goal} ${value <= goal ? "ok" : "short"}`);
console.log(`the page of a device; a picture alone takes this browser ${median(bares).toFixed(0)} ms`);
figure("page_load", median(wholes), "ms", LOAD_GOAL);
figure("page_weight", octets / 1000, "kB", WEIGHT_GOAL);
