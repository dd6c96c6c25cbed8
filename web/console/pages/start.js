// SPDX-License-Identifier: Apache-2.0
// Is everything well? What happened today? What is in stock?
import { element, state, table, tile } from "../../shared/dom.js";
import { get, query } from "../api.js";
import { certificatesCheck } from "./certificates.js";

const HOURS = 24;

function health(certificates, waiting) {
	const checks = [
		["ok", "Database", "answers"],
		certificatesCheck(certificates),
		[waiting > 0 ? "waits" : "ok", "Messages to others", waiting > 0 ? `${waiting} wait to be delivered` : "all are delivered"],
	].filter(Boolean);
	return table([["", ([name]) => state(name)], ["Check", ([, name]) => name], ["", ([, , detail]) => detail]], checks, "");
}

function counted(events, name, refused) {
	return events.filter(({ function: what, subjectCode }) => what === name && Boolean(subjectCode) === refused)
		.reduce((sum, { count }) => sum + count, 0);
}

function today(events) {
	const refused = events.filter(({ subjectCode }) => subjectCode);
	return [
		element("div", { class: "tiles" },
			tile(counted(events, "authenticateClient", false), "downloads begun", "#/sessions"),
			tile(counted(events, "getBoundProfilePackage", false), "packages given out"),
			tile(counted(events, "handleNotification", false), "reports of cards"),
			tile(refused.reduce((sum, { count }) => sum + count, 0), "refused")),
		refused.length > 0 && [element("h2", {}, "Why things were refused"), table([
			["Codes", (event) => element("code", {}, `${event.subjectCode}-${event.reasonCode}`)],
			["What it means", (event) => event.sentence ?? ""],
			["Of", (event) => event.function],
			["How often", (event) => event.count, "number"],
		], refused, "")],
	];
}

function firstSteps() {
	return element("div", { class: "card" },
		element("p", {}, "There is no profile yet. The way to the first download:"),
		element("ol", {},
			element("li", {}, element("a", { href: "#/profiles" }, "Add a profile package"), ", or let ",
				element("code", {}, "provisim profile make"), " write one."),
			element("li", {}, "Order it, confirm it, release it: its page has one button for all three."),
			element("li", {}, "Show its QR code to a phone.")));
}

export async function show() {
	const [{ states }, { events }, { certificates }, { messages }] = await Promise.all([
		get("stock"), get("activity" + query({ hours: HOURS })), get("certificates"), get("outbox" + query({ state: "waits" })),
	]);
	return {
		title: "Start",
		body: [
			element("section", {}, element("h2", {}, "Health"), health(certificates, messages.length)),
			element("section", {}, element("h2", {}, "The last 24 hours"), today(events)),
			element("section", {}, element("h2", {}, "Profiles"), states.length === 0 ? firstSteps()
				: element("div", { class: "tiles" }, states.map(({ state: name, count }) =>
					tile(count, name, `#/profiles?state=${encodeURIComponent(name)}`)))),
		],
	};
}
