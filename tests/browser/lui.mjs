// SPDX-License-Identifier: Apache-2.0
// The page of a device: a person's way from a QR code to a profile in use, in a real browser, against the real SM-DP+ and a card.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { browse, check, equal, finish, freePort, run, serve } from "./tap.mjs";

const pictures = process.env.PROVISIM_PICTURES; // a folder for pictures of the pages; none are taken if it is not set
const CARD = "phone.card", CA = "pki/ci.pem";

process.env.XDG_RUNTIME_DIR = process.env.PROVISIM_LPA_STATE = process.cwd();
process.env.PROVISIM_SMDP_CONFIG = "smdp.yaml";
const address = `localhost:${await freePort()}`;
run("provisim-pki", "init", "pki");
writeFileSync("smdp.yaml", `address: ${address}\nlisten: 127.0.0.1:${address.split(":")[1]}\ndatabase: smdp.sqlite\npki: pki\n`);
const startServer = () => serve(/listening on/, "provisim-smdp", "serve", "-c", "smdp.yaml");
let { server } = await startServer();
run("provisim-euicc", "create", CARD, "--pki", "pki", "--default-smdp", address);
const source = readFileSync(`${process.env.PROVISIM_SOURCE}/share/templates/sample.yaml`, "utf8");
const original = source.match(/8999\d{15,16}/)[0];

let count = 100;
function luhn(digits) {
	const sum = [...digits].reverse().reduce((total, digit, index) => {
		const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
		return total + (value > 9 ? value - 9 : value);
	}, 0);
	return digits + (10 - sum % 10) % 10;
}

// An order that can be downloaded: { iccid, code }.
function offer(name, { add = [], confirm = [] } = {}) {
	const iccid = luhn(`8999900101234567${++count}`.slice(0, original.length - 1));
	writeFileSync("next.yaml", source.replaceAll(original, iccid));
	run("provisim-profile", "compile", "next.yaml", "-o", "next.der");
	run("provisim-smdp", "profile", "add", "next.der", "--service-provider", "Example Mobile", "--name", name, ...add);
	run("provisim-smdp", "order", iccid);
	run("provisim-smdp", "confirm", iccid, "--release", "--matching-id", `M${count}`, ...confirm);
	return { iccid, code: `LPA:1$${address}$M${count}` };
}

const { server: web, match } = await serve(/(http:\/\/127\.0\.0\.1:\d+)(\/#link=\w+)/, "provisim-lpa", "--card", CARD, "--ca", CA, "--text", "web");
const [, origin, link] = match;
const { browser, context, page, errors } = await browse();
const heading = (text, on = page) => on.getByRole("heading", { name: text, exact: true }).waitFor();
const press = (name, on = page) => on.getByRole("button", { name, exact: true }).click();
const open = (name) => page.getByRole("navigation").getByRole("link", { name, exact: true }).click();
async function picture(name, on = page) {
	if (!pictures)
		return;
	mkdirSync(pictures, { recursive: true });
	await on.waitForTimeout(150);
	await on.screenshot({ path: `${pictures}/lui-${name}.png` });
}

await check("nobody gets in without the link", async () => {
	await page.goto(origin);
	await heading("Open the link");
	await picture("shut");
});
await check("the link opens the page, and the address no longer has it", async () => {
	await page.goto(origin + link);
	await page.reload();
	await heading("eSIM profiles");
	equal(new URL(page.url()).hash, "#/");
	await page.getByText("No profile is on this card yet.").waitFor();
	await picture("empty");
});
await check("…and works once", async () => {
	const other = await browser.newContext();
	const eve = await other.newPage();
	await eve.goto(origin + link);
	await heading("Open the link", eve);
	await other.close();
});
await check("what is no code is told", async () => {
	await press("Add an eSIM");
	await page.getByLabel("Code, link or text").fill("this is no code");
	await page.getByRole("alert").getByText("holds no activation code").waitFor();
	await picture("no-code");
});

const first = offer("Travel");
async function drop(path) {
	const octets = [...readFileSync(path)];
	await page.locator("#drop").evaluate((place, content) => {
		const transfer = new DataTransfer();
		transfer.items.add(new File([new Uint8Array(content)], "code.png", { type: "image/png" }));
		place.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true }));
	}, octets);
}
await check("a QR code is dropped as a picture", async () => {
	run("qrencode", "-o", "code.png", first.code);
	await page.getByLabel("Code, link or text").fill("");
	await drop("code.png");
	await page.getByText("The code was understood.").waitFor();
	await page.getByText(address).waitFor();
	await picture("understood");
});
await check("what is offered is shown before anything is written", async () => {
	await press("Ask for the offer");
	await heading("Do you want this profile?");
	await page.getByText("Travel").waitFor();
	await page.getByText("Example Mobile").waitFor();
	await picture("offer");
});
await check("it is installed", async () => {
	await press("Add it");
	await heading("The profile is on the card");
	await picture("installed");
	await press("Use it now");
	await heading("eSIM profiles");
	await page.getByRole("switch", { name: "Use Travel", checked: true }).waitFor();
	await picture("home");
});

await check("no page has said an error", async () => {
	equal(errors.filter((text) => !/status of (401|403|409)/.test(text)).join("\n"), "");
});
await browser.close();
web.kill();
server.kill();
finish();
