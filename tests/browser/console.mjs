// SPDX-License-Identifier: Apache-2.0
// The console of an SM-DP+, from the first start to a profile on a card: a person's way, in a real browser.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { browse, check, equal, finish, freePort, run, serve } from "./tap.mjs";

const PASSWORD = "correct horse battery staple";
const address = `localhost:${await freePort()}`;
const source = process.env.PROVISIM_SOURCE;
const pictures = process.env.PROVISIM_PICTURES; // a folder for pictures of the pages; none are taken if it is not set

run("provisim-pki", "init", "pki");
writeFileSync("smdp.yaml", `address: ${address}
listen: 127.0.0.1:${address.split(":")[1]}
database: smdp.sqlite
pki: pki
admin:
  listen: 127.0.0.1:0
`);
run("provisim-profile", "compile", `${source}/share/templates/sample.yaml`, "-o", "sample.der");
run("provisim-euicc", "create", "card", "--pki", "pki", "--default-smdp", address);

const { server, match } = await serve(/(http:\/\/127\.0\.0\.1:\d+)(\/#link=[0-9A-F]+)/, "provisim-smdp", "serve", "-c", "smdp.yaml");
const [, origin, link] = match;
const { browser, context, page, errors } = await browse();
const heading = (text) => page.getByRole("heading", { name: text, exact: true }).waitFor();
const press = (name) => page.getByRole("button", { name, exact: true }).click();
const open = (name) => page.getByRole("navigation").getByRole("link", { name, exact: true }).click();
async function picture(name) {
	if (!pictures)
		return;
	mkdirSync(pictures, { recursive: true });
	await page.screenshot({ path: `${pictures}/${name}.png` });
}

await check("nobody gets in without an account", async () => {
	await page.goto(origin);
	await heading("Log in");
});
await check("a wrong password is told", async () => {
	await page.getByLabel("Name").fill("anna");
	await page.getByLabel("Password").fill("wrong");
	await press("Log in");
	await page.getByRole("alert").waitFor();
});
await check("the link of the first start makes an account", async () => {
	await page.goto(origin + link);
	await heading("Choose a password");
	await picture("first");
	await page.getByLabel("Name").fill("anna");
	await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
	await page.getByLabel("The same again").fill(PASSWORD);
	await press("Set it and log in");
	await heading("Start");
});
await check("…and works once", async () => {
	const again = await context.newPage();
	await again.goto(origin + link);
	await again.getByLabel("Name").fill("eve");
	await again.getByLabel("Password", { exact: true }).fill(PASSWORD);
	await again.getByLabel("The same again").fill(PASSWORD);
	await again.getByRole("button", { name: "Set it and log in" }).click();
	await again.getByRole("alert").waitFor();
	await again.close();
});
await check("the start says that all is well", async () => {
	await page.getByText("There is no profile yet.").waitFor();
	await picture("start");
});

let iccid;
await check("a package is added", async () => {
	await open("Profiles");
	await press("Add a profile");
	await page.getByLabel("Package (DER)").setInputFiles("sample.der");
	await page.getByLabel("Service provider").fill("Console Mobile");
	await page.getByLabel("Name", { exact: true }).fill("From the console");
	await press("Add");
	await page.getByText("Console Mobile").waitFor();
	iccid = (await page.getByRole("heading", { level: 1 }).textContent()).match(/\d{18,20}/)[0];
});
await check("the same one again is refused with its codes", async () => {
	await open("Profiles");
	await press("Add a profile");
	await page.getByLabel("Package (DER)").setInputFiles("sample.der");
	await page.getByLabel("Service provider").fill("Console Mobile");
	await page.getByLabel("Name", { exact: true }).fill("Again");
	await press("Add");
	await page.getByRole("alert").getByText("8.2.1-3.3").waitFor();
	await press("Close");
});
await check("it is ordered, confirmed and released in one step", async () => {
	await page.goto(`${origin}/#/profiles/${iccid}`);
	await press("Order, confirm, release");
	await page.getByRole("dialog").getByRole("button", { name: "Order, confirm and release" }).click();
	await page.locator(".state", { hasText: "released" }).waitFor();
	await picture("profile");
});

let code;
await check("its code is hidden until somebody asks for it", async () => {
	equal(await page.locator("#activation-code").count(), 0);
	await press("Show the activation code");
	code = await page.locator("#activation-code").textContent();
	if (!code.startsWith(`LPA:1$${address}$`))
		throw new Error(code);
	await page.locator("img.qr").waitFor();
	await picture("code");
});
await check("the QR code is that code", async () => {
	await page.locator("img.qr").screenshot({ path: "qr.png" });
	equal(run("zbarimg", "-q", "--raw", "qr.png").trim(), code);
});
await check("it is copied", async () => {
	await press("Copy the code");
	equal(await page.evaluate(() => navigator.clipboard.readText()), code);
});
await check("a device downloads it", async () => {
	run("provisim-lpa", "--card", "card", "--ca", "pki/ci.pem", "profile", "download", "--yes", "--enable", "-a", code);
});
await check("…and the page tells what happened to it", async () => {
	await page.reload();
	await page.locator(".state", { hasText: "enabled" }).waitFor();
	for (const name of ["addProfile", "downloadOrder", "confirmOrder", "authenticateClient", "getBoundProfilePackage", "handleNotification"])
		await page.locator("ol.line b", { hasText: name }).first().waitFor();
	await picture("timeline");
});
await check("the list finds it by its state", async () => {
	await open("Profiles");
	await page.getByLabel("State").selectOption("enabled");
	await press("Show");
	await page.getByRole("link", { name: iccid }).waitFor();
	await page.getByLabel("State").selectOption("available");
	await press("Show");
	await page.getByText("No profile is like that.").waitFor();
});

const dialog = (text) => page.getByRole("dialog", { name: text });
const inDialog = (title, name) => dialog(title).getByRole("button", { name, exact: true }).click();
const row = (name) => page.getByRole("row", { name });
const inState = (place, name) => place.locator(".state", { hasText: name }).first().waitFor();
await check("a type is added by its template and rules", async () => {
	await open("Types");
	await press("Add a type");
	const box = dialog("Add a type");
	await box.getByLabel("Name", { exact: true }).fill("gold");
	await box.getByLabel("Template").setInputFiles(`${source}/share/templates/minimal-lte.yaml`);
	await box.getByLabel("Service provider").fill("Console Mobile");
	await box.getByLabel("Name that people see").fill("Gold");
	await box.getByLabel("First ICCID").fill("894944999999999100X");
	await box.getByLabel("First IMSI").fill("001010000001000");
	await box.getByLabel("How many numbers").fill("500");
	await picture("type-new");
	await inDialog("Add a type", "Add");
	await heading("Type gold");
	await page.getByText("0 of 500 are given out").waitFor();
	await picture("type");
});
await check("one that is not needed is removed", async () => {
	run("provisim-smdp", "type", "add", "spare", "--template", `${source}/share/templates/minimal-lte.yaml`, "-c", "smdp.yaml");
	await page.goto(`${origin}/#/types/spare`);
	await press("Remove");
	await inDialog("Remove spare", "Remove spare");
	await heading("Types");
	equal(await page.getByRole("link", { name: "spare" }).count(), 0);
});
await check("a batch is made while one looks on", async () => {
	await open("Batches");
	await press("Make a batch");
	await dialog("Make a batch").getByLabel("Name").fill("spring");
	await dialog("Make a batch").getByLabel("How many").fill("40");
	await inDialog("Make a batch", "Make");
	await inState(row("spring"), "published");
	await row("spring").getByRole("cell", { name: "40", exact: true }).waitFor();
});
await check("a list with a wrong line is told where it was given", async () => {
	await press("Make a batch");
	const box = dialog("Make a batch");
	await box.getByLabel("Name").fill("summer");
	await inDialog("Make a batch", "Make");
	await box.getByRole("alert").getByText("one of both").waitFor();
	await box.getByLabel("or drop it here").fill("iccid,imsi\n8949449999999970017,001010000009001\n8949449999999970017,001010000009002\n");
	await inDialog("Make a batch", "Make");
	await box.getByRole("alert").getByText("line 3: iccid 8949449999999970017 is that of line 2 already").waitFor();
	await picture("batch-wrong");
	writeFileSync("summer.csv", "iccid,imsi\n8949449999999970017,001010000009001\n8949449999999970025,001010000009002\n");
	await box.getByLabel("choose a file").setInputFiles("summer.csv");
	await page.waitForFunction(() => document.querySelector("dialog textarea").value.includes("70025"));
	await inDialog("Make a batch", "Make");
	await inState(row("summer"), "published");
});
await check("a batch whose IMSI is taken says why nothing came of it", async () => {
	await press("Make a batch");
	await dialog("Make a batch").getByLabel("Name").fill("autumn");
	await dialog("Make a batch").getByLabel("or drop it here").fill("iccid,imsi\n8949449999999970033,001010000009001\n");
	await inDialog("Make a batch", "Make");
	await row("autumn").getByText("line 2: Another profile has this IMSI").waitFor();
	await picture("batches");
});
await check("a batch is removed, and asked about before", async () => {
	await row("summer").getByRole("button", { name: "Remove" }).click();
	await inDialog("Remove summer", "Remove summer");
	await inState(row("summer"), "dropped");
});

const eids = ["89049032000000000000000000000163", "89049032000000000000000000000260"];
await check("a fleet with a wrong EID gets nothing", async () => {
	await open("Fleet");
	await press("Profiles for cards");
	const box = dialog("Profiles for cards");
	await box.getByLabel("Name of the list").fill("cars");
	await box.getByLabel("Any profile").selectOption("gold");
	await box.getByLabel("or drop it here").fill(`eid\n${eids[0]}\n89049032000000000000000000000261\n`);
	await inDialog("Profiles for cards", "Order and release");
	await box.getByRole("alert").getByText("line 3").waitFor();
	await picture("fleet-wrong");
	await box.getByLabel("or drop it here").fill(`eid\n${eids.join("\n")}\n`);
	await inDialog("Profiles for cards", "Order and release");
	await heading("Fleet cars");
	equal(await page.locator(".state", { hasText: "released" }).count(), 2);
	await picture("fleet");
});
await check("what became of it is saved as a table", async () => {
	const [download] = await Promise.all([page.waitForEvent("download"), press("Save as CSV")]);
	equal(download.suggestedFilename(), "cars.csv");
	const lines = readFileSync(await download.path(), "utf8").trimEnd().split("\r\n");
	equal(lines.length, 3);
	if (!lines.slice(1).every((line, index) => line.startsWith(`${eids[index]},8949`) && line.includes(",released,")))
		throw new Error(lines.join("\n"));
});
await check("many are acted on at once, and each refusal is told", async () => {
	await page.goto(`${origin}/#/profiles?profileType=gold&batch=spring`);
	await page.getByLabel("choose all").check();
	await press("Cancel the chosen");
	await page.locator("#report code").first().waitFor();
	equal(await page.locator("#report code").count(), 38);
	await picture("bulk");
	await page.goto(`${origin}/#/profiles?profileType=gold&state=released`);
	await page.getByText("No profile is like that.").waitFor();
});

await check("an operator comes with its certificate", async () => {
	run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "acme.key", "-out", "acme.pem",
		"-days", "90", "-subj", "/CN=acme");
	await open("Operators");
	await press("Add an operator");
	await dialog("Add an operator").getByLabel("Name", { exact: true }).fill("acme");
	await dialog("Add an operator").getByLabel("Callback").fill("127.0.0.1:1/told");
	await inDialog("Add an operator", "Add");
	await heading("Operator acme");
	await press("Add a certificate");
	const box = dialog("Add a certificate");
	await box.getByLabel("or as text").fill("none");
	await inDialog("Add a certificate", "Let it in with this");
	await box.getByRole("alert").waitFor();
	await box.getByLabel("or as text").fill("");
	await box.getByLabel("A file").setInputFiles("acme.pem");
	await inDialog("Add a certificate", "Let it in with this");
	await inState(page, "valid");
});
await check("what it could not be told is sent again", async () => {
	const smdp = (...words) => run("provisim-smdp", ...words, "-c", "smdp.yaml", "--json");
	smdp("operator", "change", "acme", "--type", "gold");
	const ordered = smdp("order", "--type", "gold", "--operator", "acme").match(/8949\d{15}/)[0];
	smdp("confirm", ordered, "--release", "--operator", "acme");
	run("provisim-lpa", "--card", "card", "--ca", "pki/ci.pem", "profile", "download", "--yes", "-a", smdp("code", ordered).match(/LPA:[^"]+/)[0]);
	await page.reload();
	await page.getByRole("link", { name: ordered }).first().waitFor();
	await inState(page, "waits");
	await page.getByRole("button", { name: "Send again" }).first().click();
	await page.getByText("It is sent again.").first().waitFor();
	await picture("operator");
});

await check("the chain of certificates is drawn", async () => {
	await open("Certificates");
	await page.getByText("DPauth").first().waitFor();
	await page.getByText("days left").first().waitFor();
	await picture("certificates");
});
await check("each look at a code is in the audit log", async () => {
	await open("Audit");
	await page.locator("td", { hasText: iccid }).first().waitFor();
	await press("Verify the chain");
	await page.getByText("is whole").waitFor();
	await picture("audit");
});

await check("support sees profiles, and no codes", async () => {
	await open("Users");
	await press("Add an account");
	await page.getByLabel("Name").fill("sam");
	await page.getByLabel("Role").selectOption("support");
	await press("Add");
	const theirs = await page.getByRole("dialog").locator("code").textContent();
	await press("Close");
	const other = await browser.newContext();
	const sam = await other.newPage();
	await sam.goto(theirs);
	await sam.getByLabel("Password", { exact: true }).fill(PASSWORD);
	await sam.getByLabel("The same again").fill(PASSWORD);
	await sam.getByRole("button", { name: "Set it and log in" }).click();
	await sam.getByRole("heading", { name: "Start" }).waitFor();
	equal(await sam.getByRole("link", { name: "Users" }).count(), 0);
	await sam.goto(`${origin}/#/profiles/${iccid}`);
	await sam.getByText("What happened to it").waitFor();
	equal(await sam.getByRole("button", { name: "Show the activation code" }).count(), 0);
	const refused = await sam.evaluate(async (path) => (await fetch(path)).status, `/api/v1/profiles/${iccid}/code`);
	equal(refused, 403);
	await other.close();
});

await check("on a phone the menu opens, and nothing is wider than the screen", async () => {
	await page.setViewportSize({ width: 360, height: 740 });
	await page.goto(origin);
	await press("Menu");
	await open("Profiles");
	await heading("Profiles");
	await picture("phone");
	for (const [place, title] of [["profiles", "Profiles"], ["types", "Types"], ["types/gold", "Type gold"], ["batches", "Batches"],
		["fleet", "Fleet"], ["fleet/cars", "Fleet cars"], ["operators", "Operators"], ["operators/acme", "Operator acme"]]) {
		await page.goto(`${origin}/#/${place}`);
		await heading(title);
		const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
		if (wider > 0)
			throw new Error(`${place} is ${wider} pixels too wide`);
		await picture(`phone-${place.replace("/", "-")}`);
	}
	await page.goto(`${origin}/#/batches`);
	await press("Make a batch");
	await picture("phone-batch-new");
	await press("Close");
});
await check("in the dark", async () => {
	await page.emulateMedia({ colorScheme: "dark" });
	await page.setViewportSize({ width: 1280, height: 900 });
	await page.goto(origin);
	await heading("Start");
	await picture("dark");
	for (const [place, title] of [["batches", "Batches"], ["fleet/cars", "Fleet cars"], ["operators/acme", "Operator acme"]]) {
		await page.goto(`${origin}/#/${place}`);
		await heading(title);
		await picture(`dark-${place.replace("/", "-")}`);
	}
	await page.goto(origin);
	await heading("Start");
});
await check("by the keyboard alone", async () => {
	await page.keyboard.press("Tab");
	await page.keyboard.press("Enter");
	await heading("Sessions");
});
await check("whoever logs out is out", async () => {
	await press("Log out");
	await heading("Log in");
	await page.goto(`${origin}/#/profiles`);
	await heading("Log in");
});
await check("no page has said an error", async () => {
	const unexpected = errors.filter((text) => !/status of (401|403|404|409|422|400)/.test(text));
	equal(unexpected.join("\n"), "");
});

await browser.close();
server.kill();
finish();
