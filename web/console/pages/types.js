// SPDX-License-Identifier: Apache-2.0
// Types: the templates that profiles are made from, and the rules of their numbers.
import { element, facts, table, time } from "../../shared/dom.js";
import { get, remove } from "../api.js";
import { may } from "../app.js";

export async function show() {
	const { types } = await get("types");
	return {
		title: "Types",
		body: [
			element("p", {}, "A type is a template with rules: profiles of it are made when they are ordered or needed. ",
				element("code", {}, "provisim smdp type add NAME TEMPLATE"), " adds one."),
			table([
				["Name", (type) => element("a", { href: `#/types/${encodeURIComponent(type.name)}` }, type.name)],
				["Operator", (type) => type.owner || "the house"],
				["Numbers given out", (type) => type.numbersGiven, "number"],
				["Left", (type) => type.available ?? "", "number"],
				["Added", (type) => time(type.createdAt)],
			], types, "There is no type yet."),
		],
	};
}

export const one = {
	async show(name) {
		const { types } = await get("types");
		const type = types.find((row) => row.name === name);
		if (!type)
			throw new Error(`There is no type called ${name}.`);
		return {
			title: `Type ${name}`,
			body: [
				element("section", { class: "card" }, facts([
					["Operator", type.owner || "the house"], ["Package", `${type.packageOctets} octets`],
					["Numbers given out", String(type.numbersGiven)], ["Left", type.available !== undefined && String(type.available)],
					["Rules", element("code", {}, JSON.stringify(type.rules))], ["Added", time(type.createdAt)],
				])),
				element("div", { class: "actions" },
					element("a", { class: "button", href: `#/profiles?profileType=${encodeURIComponent(name)}` }, "Its profiles"),
					may("operator") && element("button", { class: "danger", onclick: async () => {
						await remove(`types/${encodeURIComponent(name)}`);
						location.hash = "#/types";
					} }, "Remove")),
			],
		};
	},
};
