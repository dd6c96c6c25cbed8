// SPDX-License-Identifier: Apache-2.0
// What the Root SM-DS was told, and what it still has to be told.
import { element, state, table, time } from "../../shared/dom.js";
import { get, post, query } from "../api.js";
import { may, reload } from "../app.js";

async function change(root, drop) {
	await post("outbox", { destination: root, drop });
	reload();
}

export async function show() {
	const [{ root }, { messages }, { messages: waiting }] = await Promise.all([
		get("owners"), get("outbox"), get("outbox" + query({ state: "waits" })),
	]);
	if (!root)
		return { title: "Forwarding", body: [element("p", { class: "card" }, "This is the Root SM-DS: it forwards nothing.")] };
	const columns = [
		["EID", (entry) => element("span", { class: "mono" }, entry.eid)],
		["What", (entry) => entry.what],
		["State", (entry) => state(entry.state)],
		["Attempts", (entry) => entry.attempts, "number"],
		["Written", (entry) => time(entry.createdAt)],
		["Trouble", (entry) => entry.fault ?? ""],
	];
	return {
		title: "Forwarding",
		body: [
			element("p", {}, "To the Root SM-DS ", element("code", {}, root)),
			waiting.length > 0 && may("operator", "support") && element("div", { class: "actions" },
				element("button", { class: "main", onclick: () => change(root, false) }, "Send again now"),
				element("button", { class: "danger", onclick: () => change(root, true) }, "Give up what waits")),
			element("section", {}, element("h2", {}, "Waits"), table(columns, waiting, "Nothing waits: the Root knows everything.")),
			element("section", {}, element("h2", {}, "All, the oldest first"), table(columns, messages, "It was told nothing yet.")),
		].filter(Boolean),
	};
}
