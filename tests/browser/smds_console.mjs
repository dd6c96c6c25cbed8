// SPDX-License-Identifier: Apache-2.0
// The console of an Alternative SM-DS whose Root is not there: what waits, by whom, and what the Root is still to be told.
import { writeFileSync } from "node:fs";
import { browse, check, equal, finish, freePort, run, serve } from "./tap.mjs";

const PASSWORD = "correct horse battery staple", EID = "89049032123451234512345678901235";
const address = `localhost:${await freePort()}`, root = `localhost:${await freePort()}`;

run("provisim-pki", "init", "pki");
writeFileSync("smds.yaml", `address: ${address}
listen: 127.0.0.1:${address.split(":")[1]}
database: smds.sqlite
pki: pki
root: ${root}
admin:
  listen: 127.0.0.1:0
`);
const { server, match } = await serve(/(http:\/\/127\.0\.0\.1:\d+)(\/#link=[0-9A-F]+)/, "provisim-smds", "serve", "-c", "smds.yaml");
const [, origin, link] = match;
const { browser, page, errors } = await browse();
const heading = (text) => page.getByRole("heading", { name: text, exact: true }).waitFor();
const press = (name) => page.getByRole("button", { name, exact: true }).click();
const open = (name) => page.getByRole("navigation").getByRole("link", { name, exact: true }).click();
const fill = (label, text) => page.getByRole("dialog").getByLabel(label).fill(text);

await check("whoever has no account is told by which command there is one", async () => {
	await page.goto(origin);
	await page.getByText("provisim smds user add NAME").waitFor();
});
await check("the link of the first start makes an account", async () => {
	await page.goto(origin + link);
	await page.getByLabel("Name").fill("anna");
	await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
	await page.getByLabel("The same again").fill(PASSWORD);
	await press("Set it and log in");
	await heading("Start");
	await page.getByText(`${root} knows everything`).waitFor();
});
await check("an event is added by hand", async () => {
	await open("Events");
	await page.getByText("Nothing waits for any card.").waitFor();
	await press("Add an event");
	await fill("EID", EID);
	await fill("Event ID", "CONSOLE-1");
	await fill("Server", "smdp.example.com");
	await page.getByRole("dialog").getByRole("button", { name: "Add", exact: true }).click();
	await page.getByRole("cell", { name: "smdp.example.com" }).waitFor();
});
await check("…and shown without its EID and its ID", async () => {
	const text = await page.locator("body").innerText();
	equal(text.includes(EID) || text.includes("CONSOLE-1"), false);
});
await check("…and found by its EID", async () => {
	await page.getByLabel("Of one card").fill(EID);
	await press("Look");
	await page.getByRole("cell", { name: "smdp.example.com" }).waitFor();
});
await check("the same again is refused, and the sentence says why", async () => {
	await press("Add an event");
	await fill("EID", EID);
	await fill("Event ID", "CONSOLE-1");
	await fill("Server", "smdp.example.com");
	await page.getByRole("dialog").getByRole("button", { name: "Add", exact: true }).click();
	await page.getByRole("alert").filter({ hasText: "8.9.5-3.3" }).waitFor();
	await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
});
await check("it is counted by who registered it", async () => {
	await open("SM-DP+");
	await page.getByRole("cell", { name: "by hand" }).waitFor();
});
await check("the Root is still to be told, and can be told again at once", async () => {
	await open("Forwarding");
	await page.getByText(root).waitFor();
	await page.getByRole("button", { name: "Send again now" }).click();
	await page.getByText("waits").first().waitFor();
});
await check("…or never", async () => {
	await press("Give up what waits");
	await page.getByText("Nothing waits: the Root knows everything.").waitFor();
});
await check("certificates are those of an SM-DS", async () => {
	await open("Certificates");
	await page.getByText("DS TLS").first().waitFor();
});
await check("all of it stands in the audit log, whose chain is whole", async () => {
	await open("Audit");
	await page.getByRole("cell", { name: "addEvent" }).first().waitFor();
	await press("Verify the chain");
	await page.getByText("The chain is whole.").waitFor();
});
await check("an account for somebody else", async () => {
	await open("Users");
	await press("Add an account");
	await fill("Name", "sue");
	await page.getByRole("dialog").getByRole("button", { name: "Add", exact: true }).click();
	await page.getByText("A link for one use").waitFor();
});
await check("no page has said an error", async () => {
	const unexpected = errors.filter((text) => !/status of (401|409)/.test(text));
	equal(unexpected.join("\n"), "");
});
await browser.close();
server.kill();
finish();
