// SPDX-License-Identifier: Apache-2.0
// Who did what, in a chain that shows when something was taken out or changed.
import { element, state, table, time, toast } from "../../shared/dom.js";
import { get, query } from "../api.js";

const PAGE = 100;

// The server checks a thousand entries at a time, from the head that it proved last.
async function verify() {
	let answer = { head: "" };
	do
		answer = await get("audit/verify" + query({ head: answer.head }));
	while (answer.holds && !answer.isLast);
	toast(answer.holds ? `The chain is whole. Its head: ${answer.head}` : `The chain is broken after ${answer.head}.`);
}

export async function show() {
	const after = new URLSearchParams(location.hash.split("?")[1] ?? "").get("after") ?? "";
	const { entries } = await get("audit" + query({ after, limit: PAGE }));
	return {
		title: "Audit",
		body: [
			element("div", { class: "actions" }, element("button", { onclick: verify }, "Verify the chain")),
			table([
				["No.", (entry) => entry.number, "number"],
				["When", (entry) => time(entry.at)],
				["Who", (entry) => entry.actor ? `${entry.actor} (${entry.role})` : "the house"],
				["What", (entry) => entry.action],
				["Of", (entry) => element("span", { class: "mono" }, entry.subject)],
				["Outcome", (entry) => state(entry.outcome)],
			], entries, "Nothing is written down yet."),
			entries.length === PAGE && element("div", { class: "actions" },
				element("a", { class: "button", href: `#/audit?after=${entries.at(-1).number}` }, "Later")),
		].filter(Boolean),
	};
}
