// SPDX-License-Identifier: Apache-2.0
// Who orders over ES2+, how they prove themselves, and what they were told.
import { dialog, element, facts, field, form, state, table, time, toast } from "../../shared/dom.js";
import { base64, get, patch, post, query, remove } from "../api.js";
import { may, reload } from "../app.js";
import { button, sure } from "../doing.js";

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

function deliveries(entries, name) {
	const helps = may("operator", "support");
	const again = (body) => async () => {
		await post("outbox", { destination: name, ...body });
		toast("It is sent again.");
		reload();
	};
	return element("section", {}, element("h2", {}, "What it was told"),
		helps && entries.length > 0 && element("div", { class: "actions" }, button("Send all again", again({}))),
		table([
			["Profile", (entry) => element("a", { class: "mono", href: `#/profiles/${entry.iccid}` }, entry.iccid)],
			["State", (entry) => [state(entry.state), entry.fault && element("div", { class: "trouble" }, entry.fault)]],
			["Attempts", (entry) => entry.attempts, "number"],
			["Written", (entry) => time(entry.createdAt)],
			["Due", (entry) => entry.state === "waits" ? time(entry.dueAt) : ""],
			["", (entry) => helps && button("Send again", again({ iccid: entry.iccid, number: entry.number }))],
		], entries, "Nothing yet."));
}

function certificateDialog(path) {
	const file = element("input", { type: "file", accept: ".pem,.crt,.cer,.der" });
	const opened = dialog("Add a certificate", form([
		field("A file, PEM or DER", file),
		field("or as text", element("textarea", { name: "text", rows: 6, spellcheck: "false", placeholder: "-----BEGIN CERTIFICATE-----" })),
	], "Let it in with this", async ({ text }) => {
		if (!file.files[0] && !text.trim())
			throw new Error("Choose a file, or paste the certificate.");
		const certificate = text.trim() || await base64(file.files[0]).then((octets) =>
			atob(octets).startsWith("-----BEGIN") ? atob(octets) : octets);
		await post(`${path}/certificates`, { certificate });
		opened.close();
		reload();
	}));
}

function certificates(list, path) {
	const now = Date.now() / 1000;
	return element("section", {}, element("h2", {}, "Its certificates"), table([
		["SHA-256", (one) => element("code", { title: one.digest }, `${one.digest.slice(0, 16)}…`)],
		["Ends", (one) => one.notAfter ? [state(one.notAfter < now ? "expired" : one.notAfter < now + 30 * 86400 ? "expiring" : "valid"), " ",
			time(one.notAfter)] : "not known"],
		["", (one) => may("operator") && button("Remove", () => sure("Remove the certificate", "The operator cannot come with it any more.", async () => {
			await remove(`${path}/certificates/${one.digest}`);
			reload();
		}), "danger")],
	], list, "None: it cannot get in."),
	may("operator") && element("div", { class: "actions" }, element("button", { onclick: () => certificateDialog(path) }, "Add a certificate")));
}

export const one = {
	async show(name) {
		const path = `operators/${encodeURIComponent(name)}`;
		const [operator, { messages }] = await Promise.all([get(path), get("outbox" + query({ destination: name, limit: 100 }))]);
		return {
			title: `Operator ${operator.name}`,
			body: [
				element("section", { class: "card" }, facts([
					["Callback", operator.callback && element("code", {}, operator.callback)], ["Requester", operator.requester],
					["May order", operator.profileTypes.length > 0 ? operator.profileTypes.join(", ") : "its own types only"],
					["Deleted profiles", operator.reuse], ["Is told of profiles switched on and off", operator.tellsStates ? "yes" : "no"],
					["Is", operator.disabled ? state("disabled") : null],
				])),
				may("operator") && element("div", { class: "actions" },
					element("button", { onclick: () => {
						const opened = dialog("Change it", form(fields(operator), "Change", async (values) => {
							await patch(path, values);
							opened.close();
							reload();
						}));
					} }, "Change"),
					button(operator.disabled ? "Let it in again" : "Keep it out", async () => {
						await patch(path, { disabled: !operator.disabled });
						reload();
					}),
					button("Remove", () => sure(`Remove ${name}`, "It cannot go while it has profiles.", async () => {
						await remove(path);
						location.hash = "#/operators";
					}), "danger")),
				certificates(operator.certificates, path),
				deliveries(messages, name),
			].filter(Boolean),
		};
	},
};
