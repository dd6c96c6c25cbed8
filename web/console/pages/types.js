// SPDX-License-Identifier: Apache-2.0
// Types: the templates that profiles are made from, and the rules of their numbers.
import { dialog, element, facts, field, form, table, time } from "../../shared/dom.js";
import { base64, get, post, query, remove } from "../api.js";
import { may } from "../app.js";
import { button, sure } from "../doing.js";

const TIMES = { download: "when a card downloads it", order: "when it is ordered", ahead: "at once" };

// Rules of what was filled in; what was left empty is no rule.
function rules({ draw, iccid, imsi, numbers, generate }) {
	const drawn = draw.split(/[ ,]+/).filter(Boolean);
	return {
		...(drawn.length > 0 && { draw: drawn }), ...(iccid && { iccid }), ...(imsi && { imsi }),
		...(numbers && { numbers: Number(numbers) }), generate,
	};
}

function addDialog() {
	const file = element("input", { type: "file", required: true, accept: ".der,.upp,.yaml,.yml" });
	const opened = dialog("Add a type", form([
		field("Name", element("input", { name: "name", required: true, maxlength: 100 })),
		field("Template: a package (DER) or its source (YAML)", file),
		field("Service provider", element("input", { name: "serviceProviderName", maxlength: 32, required: true })),
		field("Name that people see", element("input", { name: "profileName", maxlength: 64, required: true })),
		field("Drawn at random", element("input", { name: "draw", value: "ki, opc, puk1, adm1" }), "What nobody hands over; nothing if it is left empty."),
		field("First ICCID", element("input", { name: "iccid", inputmode: "numeric", placeholder: "894944999999999100X" }), "Counted up, with its check digit."),
		field("First IMSI", element("input", { name: "imsi", inputmode: "numeric" })),
		field("How many numbers there are", element("input", { name: "numbers", type: "number", min: 1, max: 100000000 })),
		field("The package is made", element("select", { name: "generate" }, Object.entries(TIMES).map(([name, what]) =>
			element("option", { value: name }, what)))),
	], "Add", async ({ name, serviceProviderName, profileName, ...rest }) => {
		const given = file.files[0];
		const template = /\.ya?ml$/i.test(given.name) ? { source: await given.text() } : { package: await base64(given) };
		await post("types", { name, ...template, metadata: { serviceProviderName, profileName }, rules: rules(rest) });
		opened.close();
		location.hash = `#/types/${encodeURIComponent(name)}`;
	}));
}

export async function show() {
	const { types } = await get("types");
	return {
		title: "Types",
		body: [
			may("operator") && element("div", { class: "actions" }, element("button", { class: "main", onclick: addDialog }, "Add a type")),
			element("p", { class: "hint" }, "A type is a template with rules: profiles of it are made when they are ordered or needed."),
			table([
				["Name", (type) => element("a", { href: `#/types/${encodeURIComponent(type.name)}` }, type.name)],
				["Shown as", (type) => type.profileName ?? ""],
				["Operator", (type) => type.owner || "the house"],
				["Numbers given out", (type) => type.numbersGiven, "number"],
				["Available", (type) => type.available ?? "", "number"],
				["Added", (type) => time(type.createdAt)],
			], types, "There is no type yet."),
		].filter(Boolean),
	};
}

export const one = {
	async show(name) {
		const path = `types/${encodeURIComponent(name)}`;
		const type = await get(path);
		const { draw, iccid, imsi, msisdn, numbers, generate, ...rest } = type.rules;
		const others = Object.fromEntries(Object.entries(rest).filter(([, value]) => value && value.length !== 0));
		return {
			title: `Type ${name}`,
			body: [
				element("section", { class: "card" }, facts([
					["Operator", type.owner || "the house"], ["Service provider", type.serviceProviderName], ["Shown as", type.profileName],
					["Package", `${type.packageOctets} octets`], ["Is made", TIMES[generate ?? "download"]],
					["Drawn at random", draw?.join(", ")], ["First ICCID", iccid && element("code", {}, iccid)],
					["First IMSI", imsi && element("code", {}, imsi)], ["First number", msisdn && element("code", {}, msisdn)],
					["Numbers", numbers && `${type.numbersGiven} of ${numbers} are given out`],
					["Available", type.available === undefined ? null : String(type.available)],
					["Other rules", Object.keys(others).length > 0 && element("code", {}, JSON.stringify(others))], ["Added", time(type.createdAt)],
				])),
				element("div", { class: "actions" },
					element("a", { class: "button", href: "#/profiles" + query({ profileType: name }) }, "Its profiles"),
					may("operator") && button("Remove", () => sure(`Remove ${name}`, "It cannot go while profiles are still to be made by it.",
						async () => {
							await remove(path);
							location.hash = "#/types";
						}), "danger")),
			],
		};
	},
};
