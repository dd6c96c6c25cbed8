// SPDX-License-Identifier: Apache-2.0
// What the tests of the pages share: TAP, programs beside them, a browser.
import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { chromium } from "playwright-core";

let number = 0, failures = 0;

// One test case: it passes when `what` comes to an end without an error.
export async function check(name, what) {
	number++;
	try {
		await what();
		console.log(`ok ${number} - ${name}`);
	} catch (error) {
		failures++;
		console.log(`not ok ${number} - ${name}`);
		for (const line of String(error.stack ?? error).split("\n").slice(0, 12))
			console.log(`# ${line}`);
	}
}

export function equal(got, want) {
	if (got !== want)
		throw new Error(`got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
}

export function finish() {
	console.log(`1..${number}`);
	process.exitCode = failures > 0 ? 1 : 0;
}

export async function freePort() {
	const server = createServer();
	await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address();
	await new Promise((resolve) => server.close(resolve));
	return port;
}

// Runs a program to its end; its output is given back. An error has what it said.
export function run(program, ...words) {
	const done = spawnSync(program, words, { encoding: "utf8" });
	if (done.status !== 0)
		throw new Error(`${program} ${words.join(" ")}: exit ${done.status}\n${done.stdout}${done.stderr}`);
	return done.stdout;
}

// Starts a server and waits until its output matches; gives back the process and the match.
export async function serve(pattern, program, ...words) {
	const server = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"] });
	let said = "";
	const match = await new Promise((resolve, reject) => {
		const listen = (piece) => {
			said += piece;
			const found = said.match(pattern);
			if (found)
				resolve(found);
		};
		server.stdout.on("data", listen);
		server.stderr.on("data", listen);
		server.on("exit", () => reject(new Error(`${program} ended:\n${said}`)));
		setTimeout(() => reject(new Error(`${program} does not start:\n${said}`)), 20000);
	});
	server.removeAllListeners("exit");
	return { server, match, said: () => said };
}

// A browser without a window. What the pages print as errors is kept in `errors`.
export async function browse(options = []) {
	const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", ...options] });
	const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, permissions: ["clipboard-read", "clipboard-write"] });
	const page = await context.newPage();
	page.setDefaultTimeout(20000);
	const errors = [];
	page.on("pageerror", (error) => errors.push(String(error)));
	page.on("console", (message) => { if (message.type() === "error") errors.push(message.text()); });
	return { browser, context, page, errors };
}
