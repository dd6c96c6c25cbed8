// SPDX-License-Identifier: Apache-2.0
// Who orders over ES2+, how they prove themselves, and what they were told.
import { dialog, element, facts, field, form, state, table, time } from "../../shared/dom.js";
import { get, patch, post, query, remove } from "../api.js";
import { may, reload } from "../app.js";

const fields = (operator = {}) => [
	field("Callback", element("input", { name: "callback", value: operator.callback ?? "", placeholder: "bss.example.com:8443/esim" }),
		"Host, port and path that is told of downloads; nobody if it is left empty."),
	field("Function requester identifier", element("input", { name: "requester", value: operator.requester ?? "" }), "That it must use; any if it is left empty."),
	field("Deleted profiles", element("select", { name: "reuse" }, ["never", "available", "same-card"].map((name) =>
		element("option", { value: name, selected: name === operator.reuse },
			{ never: "are never used again", available: "are available again", "same-card": "may be loaded again by the same card" }[name])))),
];

function addDialog() {
	const opened = dialog("Add an operator", form([
		field("Name", element("input", { name: "name", required: true, pattern: "[A-Za-z0-9._\\-]+" })), ...fields(),
	], "Add", async ({ name, ...values }) => {
		await patch(`operators/${encodeURIComponent(name)}`, { ...values, isNew: true });
		opened.close();
		location.hash = `#/operators/${encodeURIComponent(name)}`;
	}));
}

export async function show() {
	const { operators } = await get("operators");
	return {
		title: "Operators",
		body: [
			may("operator") && element("div", { class: "actions" }, element("button", { class: "main", onclick: addDialog }, "Add an operator")),
			table([
				["Name", (operator) => element("a", { href: `#/operators/${encodeURIComponent(operator.name)}` }, operator.name)],
				["Callback", (operator) => element("code", {}, operator.callback)],
				["", (operator) => operator.disabled && state("disabled")],
				["Added", (operator) => time(operator.createdAt)],
			], operators, "No operator orders over ES2+ yet."),
		].filter(Boolean),
	};
}

function deliveries(entries) {
	return element("section", {}, element("h2", {}, "What it was told"), table([
		["ICCID", (entry) => element("a", { class: "mono", href: `#/profiles/${entry.iccid}` }, entry.iccid)],
		["State", (entry) => state(entry.state)],
		["Attempts", (entry) => entry.attempts, "number"],
		["Written", (entry) => time(entry.createdAt)],
		["Trouble", (entry) => entry.fault ?? ""],
		["", (entry) => may("operator") && element("button", { onclick: async () => {
			await post("outbox", { iccid: entry.iccid, destination: entry.destination, number: entry.number });
			reload();
		} }, "Send again")],
	], entries, "Nothing yet."));
}

export const one = {
	async show(name) {
		const path = `operators/${encodeURIComponent(name)}`;
		const [{ operators }, { messages }] = await Promise.all([get("operators"), get("outbox" + query({ destination: name, limit: 100 }))]);
		const operator = operators.find((row) => row.name === name);
		if (!operator)
			throw new Error(`There is no operator called ${name}.`);
		return {
			title: `Operator ${operator.name}`,
			body: [
				element("section", { class: "card" }, facts([
					["Callback", operator.callback && element("code", {}, operator.callback)], ["Requester", operator.requester],
					["Deleted profiles", operator.reuse], ["Is told of profiles switched on and off", operator.tellsStates ? "yes" : "no"],
					["", operator.disabled ? state("disabled") : null],
				])),
				may("operator") && element("div", { class: "actions" },
					element("button", { onclick: () => {
						const opened = dialog("Change it", form(fields(operator), "Change", async (values) => {
							await patch(path, values);
							opened.close();
							reload();
						}));
					} }, "Change"),
					element("button", { onclick: async () => {
						await patch(path, { disabled: !operator.disabled });
						reload();
					} }, operator.disabled ? "Let it in again" : "Keep it out"),
					element("button", { class: "danger", onclick: async () => {
						await remove(path);
						location.hash = "#/operators";
					} }, "Remove")),
				element("p", { class: "hint" }, "Its certificates: ", element("code", {}, `provisim smdp operator certificate ${name} FILE`)),
				deliveries(messages),
			].filter(Boolean),
		};
	},
};
