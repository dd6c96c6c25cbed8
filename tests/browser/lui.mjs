// SPDX-License-Identifier: Apache-2.0
// The page of a device: a person's way from a QR code to a profile in use, in a real browser, against the real SM-DP+ and a card.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { deflateSync } from "node:zlib";
import { browse, check, equal, finish, freePort, run, serve } from "./tap.mjs";

const pictures = process.env.PROVISIM_PICTURES; // a folder for pictures of the pages; none are taken if it is not set
const CARD = "phone.card", CA = "pki/ci.pem";
const WEIGHT_MAXIMUM = 100000; // octets of all that the page loads

process.env.XDG_RUNTIME_DIR = process.env.PROVISIM_LPA_STATE = process.cwd();
process.env.PROVISIM_SMDP_CONFIG = "smdp.yaml";
const address = `localhost:${await freePort()}`, smds = `localhost:${await freePort()}`;
const settings = (own, name) => `address: ${own}\nlisten: 127.0.0.1:${own.split(":")[1]}\ndatabase: ${name}.sqlite\npki: pki\n`;
run("provisim-pki", "init", "pki");
writeFileSync("smdp.yaml", settings(address, "smdp"));
writeFileSync("smds.yaml", settings(smds, "smds"));
const startServer = () => serve(/listening on/, "provisim-smdp", "serve", "-c", "smdp.yaml");
let { server } = await startServer();
const { server: discovery } = await serve(/listening on/, "provisim-smds", "serve", "-c", "smds.yaml");
run("provisim-euicc", "create", CARD, "--pki", "pki", "--default-smdp", address, "--root-smds", smds, "--allow-policy-rules");
const source = readFileSync(`${process.env.PROVISIM_SOURCE}/share/templates/sample.yaml`, "utf8");
const original = source.match(/8999\d{15,16}/)[0];

// A square of one colour, as an operator's icon is.
function icon(path, [red, green, blue]) {
	const SIDE = 64;
	const crc = (octets) => octets.reduce((sum, octet) => {
		let rest = sum ^ octet;
		for (let bit = 0; bit < 8; bit++)
			rest = rest & 1 ? rest >>> 1 ^ 0xEDB88320 : rest >>> 1;
		return rest;
	}, 0xFFFFFFFF) ^ 0xFFFFFFFF;
	const chunk = (name, data) => {
		const body = Buffer.concat([Buffer.from(name), data]), head = Buffer.alloc(4), tail = Buffer.alloc(4);
		head.writeUInt32BE(data.length);
		tail.writeInt32BE(crc(body));
		return Buffer.concat([head, body, tail]);
	};
	const about = Buffer.from([0, 0, 0, SIDE, 0, 0, 0, SIDE, 8, 2, 0, 0, 0]);
	const line = Buffer.concat([Buffer.from([0]), ...Array(SIDE).fill(Buffer.from([red, green, blue]))]);
	writeFileSync(path, Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", about),
		chunk("IDAT", deflateSync(Buffer.concat(Array(SIDE).fill(line)))), chunk("IEND", Buffer.alloc(0))]));
}

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

// The card stands behind a relay, which can be slow, or lose it in the middle.
const { match: [, cardPort], server: card } = await serve(/listens at 127\.0\.0\.1:(\d+)/, "provisim-euicc", "run", CARD, "--tcp", "127.0.0.1:0", "--text");
const link = { delay: 0, lose: 0 }; // milliseconds for each command; at which command from now the card goes; nought: never
const relay = createServer((terminal) => {
	const reader = connect(Number(cardPort), "127.0.0.1");
	const end = () => [terminal, reader].forEach((socket) => socket.destroy());
	let last = Promise.resolve();
	terminal.on("data", (piece) => {
		last = last.then(() => new Promise((resolve) => setTimeout(resolve, link.delay))).then(() => {
			if (piece.length > 3 && link.lose > 0 && --link.lose === 0)
				return end();
			return reader.write(piece);
		});
	});
	reader.on("data", (piece) => terminal.write(piece));
	for (const socket of [terminal, reader])
		socket.on("error", end).on("close", end);
});
await new Promise((resolve) => relay.listen(0, "127.0.0.1", resolve));

const { server: web, match } = await serve(/(http:\/\/127\.0\.0\.1:\d+)(\/#link=\w+)/, "provisim-lpa", "--card",
	`tcp:127.0.0.1:${relay.address().port}`, "--ca", CA, "--text", "web");
const [, origin, way] = match;

// A film for the browser's camera: one picture, grey, of a QR code.
function film(text, path) {
	const WIDTH = 640, HEIGHT = 480, SCALE = 8;
	const rows = run("qrencode", "-t", "ASCIIi", "-m", "4", "-o", "-", text).split("\n").filter(Boolean);
	const grey = Buffer.alloc(WIDTH * HEIGHT, 235);
	rows.forEach((row, y) => [...row].filter((_, x) => x % 2 === 0).forEach((dot, x) => {
		for (let line = 0; line < SCALE && dot === " "; line++)
			grey.fill(16, (y * SCALE + line) * WIDTH + x * SCALE, (y * SCALE + line) * WIDTH + (x + 1) * SCALE);
	}));
	const frame = Buffer.concat([Buffer.from("FRAME\n"), grey, Buffer.alloc(WIDTH * HEIGHT / 2, 128)]);
	writeFileSync(path, Buffer.concat([Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F5:1 Ip C420\n`), frame, frame]));
}
icon("icon.png", [36, 88, 197]);
const first = offer("Travel", { add: ["--icon", "icon.png"] });
film(first.code, "camera.y4m");
const { browser, context, page, errors } = await browse(["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
	`--use-file-for-fake-video-capture=${process.cwd()}/camera.y4m`]);
const DESKTOP = { width: 860, height: 640 }, PHONE = { width: 360, height: 740 };
await page.setViewportSize(DESKTOP);
const heading = (text, on = page) => on.getByRole("heading", { name: text, exact: true }).waitFor();
const press = (name, on = page) => on.getByRole("button", { name, exact: true }).click();
const open = (name) => page.getByRole("navigation").getByRole("link", { name, exact: true }).click();
async function picture(name, on = page) {
	if (!pictures)
		return;
	mkdirSync(pictures, { recursive: true });
	await on.waitForTimeout(250);
	await on.screenshot({ path: `${pictures}/lui-${name}.png` });
}
const isState = (iccid, state) => {
	const shown = run("provisim-smdp", "profile", "show", "--text", iccid);
	if (!shown.includes(` ${state} `))
		throw new Error(shown);
};
async function enter(code) {
	await page.goto(`${origin}/#/add`);
	await page.getByLabel("Code, link or text").fill(code);
	await press("Ask for the offer");
}

await check("nobody gets in without the link", async () => {
	await page.goto(origin);
	await heading("Open the link");
	await picture("shut");
});
await check("the link opens the page, and the address no longer has it", async () => {
	await page.goto(origin + way);
	await page.reload();
	await heading("eSIM profiles");
	equal(new URL(page.url()).hash, "#/");
	await page.getByText("No profile is on this card yet.").waitFor();
	await picture("empty");
});
await check("…and works once", async () => {
	const other = await browser.newContext();
	const eve = await other.newPage();
	await eve.goto(origin + way);
	await heading("Open the link", eve);
	await other.close();
});
await check("the page is light", async () => {
	const fresh = await browser.newContext();
	const light = await fresh.newPage();
	await light.goto(origin, { waitUntil: "load" });
	await heading("Open the link", light);
	const [weight, loaded] = await light.evaluate(() => [
		[...performance.getEntriesByType("resource"), ...performance.getEntriesByType("navigation")]
			.reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0),
		performance.getEntriesByType("navigation")[0].loadEventEnd]);
	console.log(`# figure page_weight value ${weight} octets; figure page_load value ${Math.round(loaded)} ms`);
	if (weight > WEIGHT_MAXIMUM)
		throw new Error(`${weight} octets`);
	// A module that is found only when another one is read costs a round trip.
	const late = await light.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name)
		.filter((name) => name.endsWith(".js") && !name.includes("/words/") && !name.endsWith("/app.js"))
		.filter((name) => ![...document.querySelectorAll("link[rel=modulepreload]")].some(({ href }) => href === name)));
	equal(late.join(" "), "");
	await fresh.close();
});

// ---- adding ----

await check("what is no code is told", async () => {
	await press("Add an eSIM");
	await picture("add");
	await page.getByLabel("Code, link or text").fill("this is no code");
	await page.getByRole("alert").getByText("There is no activation code in it.").waitFor();
	await picture("no-code");
});
async function hand(kind, target, path) {
	const octets = [...readFileSync(path)];
	await page.locator(target).evaluate((place, [type, content]) => {
		const transfer = new DataTransfer();
		transfer.items.add(new File([new Uint8Array(content)], "code.png", { type: "image/png" }));
		place.dispatchEvent(type === "drop" ? new DragEvent("drop", { dataTransfer: transfer, bubbles: true })
			: new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true }));
	}, [kind, octets]);
}
for (const [kind, target] of [["drop", "#drop"], ["paste", "body"]])
	await check(`a QR code by ${kind}`, async () => {
		run("qrencode", "-o", "code.png", first.code);
		await page.getByLabel("Code, link or text").fill("");
		await hand(kind, target, "code.png");
		await page.getByText("The code was understood.").waitFor();
		await page.getByText(address).waitFor();
	});
await check("a QR code as a file", async () => {
	await page.getByLabel("Code, link or text").fill("");
	await page.locator("#file").setInputFiles("code.png");
	await page.getByText("The code was understood.").waitFor();
	await picture("understood");
});
await check("a picture without a code is told", async () => {
	run("qrencode", "-o", "other.png", "https://example.com");
	await page.locator("#file").setInputFiles("other.png");
	await page.getByRole("alert").waitFor();
	await page.locator("#file").setInputFiles("code.png");
	await page.getByText("The code was understood.").waitFor();
});
await check("a QR code before the camera", async () => {
	await page.getByLabel("Code, link or text").fill("nothing");
	await page.getByRole("alert").waitFor();
	await press("Camera");
	await page.getByText("The code was understood.").waitFor();
	equal(await page.locator("video").isVisible(), false);
});
await check("a QR code on this screen", async () => {
	await page.getByLabel("Code, link or text").fill("nothing");
	await page.getByRole("alert").waitFor();
	// A browser without a window has no screen to choose: this is one that shows the picture.
	await page.evaluate(async (octets) => {
		const picture = await createImageBitmap(new Blob([new Uint8Array(octets)]));
		const canvas = document.createElement("canvas");
		Object.assign(canvas, { width: 900, height: 600 });
		const draw = () => canvas.getContext("2d").drawImage(picture, 40, 40, 300, 300);
		draw();
		setInterval(draw, 50);
		navigator.mediaDevices.getDisplayMedia = async () => canvas.captureStream();
	}, [...readFileSync("code.png")]);
	await press("This screen");
	await page.getByText("The code was understood.").waitFor();
});
await check("what is offered is shown before anything is written", async () => {
	await press("Ask for the offer");
	await heading("Do you want this profile?");
	await page.getByText("Travel").waitFor();
	await page.getByText("Example Mobile").waitFor();
	equal(await page.locator("img.picture").evaluate((shown) => shown.naturalWidth), 64);
	await picture("offer");
});
await check("not now: the code is still good", async () => {
	await press("Not now");
	await heading("Nothing was added");
	isState(first.iccid, "released");
	await picture("not-now");
});
await check("a slow card: the steps, and octets", async () => {
	link.delay = 60;
	await enter(first.code);
	await press("Add it");
	await page.locator("li.now", { hasText: "Loading it into the card" }).waitFor();
	await page.getByText(/of [\d,]+ bytes/).waitFor();
	await picture("progress");
});
await check("a page that is loaded anew goes on", async () => {
	await page.reload();
	await page.getByText("Loading it into the card").waitFor();
	await heading("The profile is on the card");
	link.delay = 0;
	await picture("installed");
});
await check("it is taken into use", async () => {
	await press("Use it now");
	await heading("eSIM profiles");
	await page.getByRole("switch", { name: "Use Travel", checked: true }).waitFor();
	isState(first.iccid, "enabled");
	await picture("home");
});
await check("a code that is wrong is explained", async () => {
	await enter(`LPA:1$${address}$NOBODY`);
	await heading("The profile was not added");
	await page.getByText("What to do").waitFor();
	await picture("refused");
});

// ---- a confirmation code, a rule ----

const work = offer("Work", { confirm: ["--confirmation-code", "4711"] });
await check("a wrong confirmation code, and the right one", async () => {
	await enter(work.code);
	await press("Add it");
	await page.getByLabel("Confirmation code").fill("1234");
	await press("Go on");
	await page.getByRole("alert").getByText("This code is wrong.").waitFor();
	await picture("wrong-code");
	await page.getByLabel("Confirmation code").fill("4711");
	await press("Go on");
	await heading("The profile is on the card");
	await press("Not now");
	await page.getByRole("switch", { name: "Use Work", checked: false }).waitFor();
});
const bound = offer("Bound", { add: ["--ppr", "2", "--owner", "00101"] });
await check("a rule that cannot be undone wants a second yes", async () => {
	await enter(bound.code);
	await page.getByText("This profile cannot be deleted").waitFor();
	await picture("rules");
	await press("Add it");
	await heading("This cannot be undone");
	equal(await page.getByRole("button", { name: "I agree" }).isDisabled(), true);
	await picture("rule");
	await page.getByLabel("I know that I shall not be able to delete it").check();
	await press("I agree");
	await heading("The profile is on the card");
	await press("Not now");
});
await check("…and cannot be deleted", async () => {
	await page.getByRole("link", { name: "Bound", exact: true }).click();
	await press("Delete");
	await page.getByRole("dialog").getByRole("textbox").fill(bound.iccid.slice(-4));
	await press("Delete", page.getByRole("dialog"));
	await page.getByRole("dialog").getByRole("alert").waitFor();
	await page.keyboard.press("Escape");
});

// ---- what goes wrong in the middle ----

const broken = offer("Broken");
await check("a server that goes before the package: the code is still good", async () => {
	await enter(broken.code);
	await heading("Do you want this profile?");
	server.kill("SIGKILL");
	await press("Add it");
	await heading("The profile was not added");
	await page.getByText("The same code can be used again.").waitFor();
	await picture("server-gone");
	({ server } = await startServer());
	isState(broken.iccid, "released");
});
await check("a card that goes while it loads", async () => {
	await enter(broken.code);
	await heading("Do you want this profile?");
	link.delay = 30;
	await press("Add it");
	await page.locator("li.now", { hasText: "Loading it into the card" }).waitFor();
	link.lose = 3;
	await heading("The profile was not added");
	await page.getByText("what was loaded is kept").waitFor();
	link.delay = 0;
	await picture("interrupted");
});
await check("the first page has it waiting", async () => {
	await press("To the profiles");
	await heading("An interrupted download");
	await picture("kept");
});
await check("it is resumed, and the server goes while it loads", async () => {
	link.delay = 60;
	await press("Resume");
	await page.locator("li.now", { hasText: "Loading it into the card" }).waitFor();
	server.kill("SIGKILL");
	await heading("The profile is on the card");
	link.delay = 0;
	await press("Not now");
	await page.getByRole("switch", { name: "Use Broken" }).waitFor();
});
await check("what the operator has not heard waits", async () => {
	await page.getByText("Messages that wait to be sent to operators").waitFor();
	await picture("waiting");
	await open("Messages");
	await page.getByText("installed").first().waitFor();
	await picture("messages");
});
await check("removing says what is lost", async () => {
	await page.getByRole("button", { name: "Remove", exact: true }).first().click();
	await page.getByText("may leave the profile without service").waitFor();
	await picture("remove-message");
	await page.keyboard.press("Escape");
	await page.getByRole("button", { name: "Show", exact: true }).first().click();
	await page.getByRole("dialog").getByText(broken.iccid).waitFor();
	await press("Close");
});
await check("sent when the server is back", async () => {
	({ server } = await startServer());
	await press("Send all");
	await page.getByText("Nothing waits to be sent.").waitFor();
	isState(broken.iccid, "installed");
});
await check("cancelled in the middle of it", async () => {
	const never = offer("Never");
	await enter(never.code);
	await heading("Do you want this profile?");
	link.delay = 60;
	await press("Add it");
	await press("Cancel");
	await heading("Nothing was added");
	link.delay = 0;
	await picture("cancelled");
});

// ---- profiles ----

await check("a name of one's own", async () => {
	await page.goto(`${origin}/#/profile/${work.iccid}`);
	await page.getByLabel("Your name for it").fill("Büro ✈");
	await press("Save");
	await heading("Büro ✈");
	await picture("profile");
});
await check("disable, enable", async () => {
	await press("Use it");
	await page.locator(".state.good").waitFor();
	isState(first.iccid, "disabled");
	await press("Do not use it");
	await page.getByRole("button", { name: "Use it", exact: true }).waitFor();
	isState(work.iccid, "disabled");
});
await check("delete, with the right digits only", async () => {
	await press("Delete");
	const dialog = page.getByRole("dialog");
	await dialog.getByRole("textbox").fill("0000");
	await press("Delete", dialog);
	await dialog.getByRole("alert").waitFor();
	await picture("delete");
	await dialog.getByRole("textbox").fill(work.iccid.slice(-4));
	await press("Delete", dialog);
	await heading("eSIM profiles");
	equal(await page.getByText("Büro").count(), 0);
	isState(work.iccid, "deleted");
});

// ---- the card ----

let eid;
await check("the card and its number", async () => {
	await open("Card");
	eid = await page.locator("#eid").textContent();
	equal(/^\d{32}$/.test(eid), true);
	await page.getByRole("button", { name: "Copy" }).first().click();
	equal(await page.evaluate(() => navigator.clipboard.readText()), eid);
	await picture("card");
});
await check("what is wrong with it", async () => {
	await press("Find out");
	await page.locator(".finding").first().waitFor();
	await picture("doctor");
});
await check("what waits for it, after a yes", async () => {
	const waiting = offer("Waiting", { confirm: ["--eid", eid, "--matching-id", ""] });
	await open("Add");
	await press("Look");
	await heading("May the servers be asked?");
	await picture("search");
	await press("Ask them");
	await heading("Do you want this profile?");
	await press("Add it");
	await heading("Profiles added: 1");
	await picture("found");
	isState(waiting.iccid, "installed");
});
await check("several things wait at the discovery server: one is chosen", async () => {
	const both = [offer("One", { confirm: ["--eid", eid] }), offer("Two", { confirm: ["--eid", eid] })];
	for (const { code } of both)
		run("provisim-smds", "event", "add", eid, "--event-id", code.split("$")[2], "--server", address, "-c", "smds.yaml");
	await press("To the profiles");
	await open("Add");
	await press("Look");
	await press("Ask them");
	await heading("2 things wait for this card");
	await picture("choice");
	await page.getByRole("radio").nth(1).check();
	await press("Go on");
	await heading("Do you want this profile?");
	await press("Add it");
	await heading("Profiles added: 1");
	equal(both.filter(({ iccid }) => run("provisim-smdp", "profile", "show", "--text", iccid).includes(" installed ")).length, 1);
	await press("To the profiles");
});
await check("the default server", async () => {
	await open("Card");
	await page.getByLabel("Default server (SM-DP+)").fill("smdp.example.com");
	await page.getByRole("button", { name: "Save", exact: true }).click();
	await page.getByText("Saved.").waitFor();
	await page.reload();
	equal(await page.getByLabel("Default server (SM-DP+)").inputValue(), "smdp.example.com");
});
await check("the trace of the search", async () => {
	await open("Trace");
	const searched = await page.locator("option", { hasText: "discover" }).first().getAttribute("value");
	await page.getByLabel("Request").selectOption(searched);
	await page.locator("pre", { hasText: "/gsma/rsp2/es9plus/getBoundProfilePackage" }).waitFor();
	await page.locator("pre", { hasText: "STORE DATA" }).waitFor();
	await picture("trace");
});

// ---- whoever looks ----

await check("two pages see the same request", async () => {
	const shared = offer("Shared");
	const other = await context.newPage();
	await other.goto(origin);
	await heading("eSIM profiles", other);
	await enter(shared.code);
	await heading("Do you want this profile?");
	await heading("Do you want this profile?", other);
	await press("Not now", other);
	await heading("Nothing was added");
	await press("To the profiles");
	await other.close();
});
await check("in Japanese", async () => {
	await open("Settings");
	await picture("settings");
	await page.getByLabel("Language").selectOption("ja");
	await heading("設定");
	await page.getByRole("link", { name: "プロファイル", exact: true }).click();
	await heading("eSIMプロファイル");
	equal(await page.evaluate(() => document.documentElement.lang), "ja");
	await picture("japanese");
	await page.goto(`${origin}/#/add`);
	await heading("eSIMを追加");
	await picture("japanese-add");
	await page.goto(`${origin}/#/settings`);
	await page.getByLabel("言語").selectOption("en");
	await heading("Settings");
});
const PAGES = ["", "add", "messages", "card", "trace", "settings", `profile/${first.iccid}`, "request"];
const isTooWide = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
async function eachPage(name) {
	for (const path of PAGES) {
		await page.goto(`${origin}/#/${path}`);
		await page.locator("main h1").first().waitFor();
		const wider = await isTooWide();
		if (wider > 0)
			throw new Error(`${path} is ${wider} pixels too wide`);
		await picture(`${name}-${path.split("/")[0] || "home"}`);
	}
}
await check("on a phone nothing is wider than the screen", async () => {
	await page.setViewportSize(PHONE);
	await eachPage("phone");
	await press("Menu");
	await picture("phone-menu");
	await open("Card");
	await heading("Card");
});
await check("from right to left", async () => {
	await page.addInitScript(() => addEventListener("DOMContentLoaded", () => { document.documentElement.dir = "rtl"; }));
	await page.goto("about:blank");
	await eachPage("rtl-phone");
	await page.setViewportSize(DESKTOP);
	await page.goto("about:blank");
	await eachPage("rtl");
	const [name, control] = await page.goto(`${origin}/#/`).then(() => page.locator("li.profile").first().waitFor())
		.then(() => page.evaluate(() => [".names", ".switch"].map((part) => document.querySelector(part).getBoundingClientRect().x)));
	equal(control < name, true);
});
await check("in the dark", async () => {
	const dark = await context.newPage();
	await dark.setViewportSize(DESKTOP);
	await dark.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
	await dark.goto(`${origin}/#/`);
	await heading("eSIM profiles", dark);
	await picture("dark", dark);
	for (const path of ["add", "card", "trace"]) {
		await dark.goto(`${origin}/#/${path}`);
		await dark.locator("main h1").first().waitFor();
		await picture(`dark-${path}`, dark);
	}
	await dark.goto(`${origin}/#/settings`);
	await dark.getByLabel("Colours").selectOption("light");
	equal(await dark.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(244, 245, 248)");
	await dark.getByLabel("Colours").selectOption("");
	await dark.close();
});
await check("by the keyboard alone", async () => {
	const keys = await context.newPage();
	await keys.goto(`${origin}/#/`);
	await heading("eSIM profiles", keys);
	const typed = offer("Typed");
	const reach = async (name) => {
		for (let tries = 0; tries < 40; tries++) {
			await keys.keyboard.press("Tab");
			if (await keys.evaluate((wanted) => (document.activeElement.ariaLabel ?? document.activeElement.textContent).trim() === wanted, name))
				return;
		}
		throw new Error(`${name} is not reached`);
	};
	await reach("Add an eSIM");
	equal(await keys.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), "solid");
	await keys.keyboard.press("Enter");
	await heading("Add an eSIM", keys);
	await keys.keyboard.type(typed.code);
	await keys.getByText("The code was understood.").waitFor();
	await reach("Ask for the offer");
	await keys.keyboard.press("Enter");
	await heading("Do you want this profile?", keys);
	await reach("Add it");
	await keys.keyboard.press("Enter");
	await heading("The profile is on the card", keys);
	await reach("Not now");
	await keys.keyboard.press("Enter");
	await heading("eSIM profiles", keys);
	await reach("Typed");
	await keys.keyboard.press("Enter");
	await heading("Typed", keys);
	await reach("Delete");
	await keys.keyboard.press("Enter");
	await keys.getByRole("dialog").waitFor();
	for (let steps = 0; steps < 8; steps++) {
		await keys.keyboard.press("Tab");
		equal(await keys.evaluate(() => document.activeElement === document.body || Boolean(document.activeElement.closest("dialog"))), true);
	}
	await keys.keyboard.press("Escape");
	equal(await keys.getByRole("dialog").count(), 0);
	equal(await keys.evaluate(() => document.activeElement.textContent), "Delete");
	await keys.close();
});
await check("a link for another browser", async () => {
	await page.goto(`${origin}/#/settings`);
	await press("A link for another browser");
	const theirs = await page.getByRole("dialog").locator("code").textContent();
	const other = await browser.newContext();
	const second = await other.newPage();
	await second.goto(theirs);
	await heading("eSIM profiles", second);
	await other.close();
	await press("Close");
});
await check("the page ends the program", async () => {
	const gone = new Promise((resolve) => web.on("exit", resolve));
	await press("End the program");
	await heading("The program has ended. You can close this page.");
	equal(await gone, 0);
});
await check("no page has said an error", async () => {
	equal(errors.filter((text) => !/status of (401|403|409)|ERR_CONNECTION/.test(text)).join("\n"), "");
});

await browser.close();
relay.close();
card.kill();
discovery.kill();
server.kill();
finish();
process.exit();
