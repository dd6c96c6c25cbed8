// SPDX-License-Identifier: Apache-2.0
// Cards by their EIDs: a list in, and what became of each card out.
import { dialog, element, field, form, state, table, time, toast } from "../../shared/dom.js";
import { get, post, query } from "../api.js";
import { may } from "../app.js";
import { button, choice, listField, save } from "../doing.js";

const PAGE = 500;
const address = (name) => `fleets/${encodeURIComponent(name)}`;

async function orderDialog(known = "") {
	const { types } = await get("types");
	const list = listField("Cards as CSV", "eid,iccid");
	const opened = dialog("Profiles for cards", form([
		field("Name of the list", element("input", { name: "name", required: true, maxlength: 100, value: known })),
		field("Any profile of this type for cards without an ICCID", choice("profileType", types.map(({ name }) => name), "none: each card has an ICCID")),
		list.fields,
		element("label", { class: "check" }, element("input", { type: "checkbox", name: "withCodes" }),
			"An activation code for each; without, cards find their profiles by EID"),
		element("p", { class: "hint" }, "All cards get their profiles, or none. Up to 1000 at a time; the same name may come again."),
	], "Order and release", async ({ name, profileType, withCodes }) => {
		const { assigned, alreadyAssigned } = await post("fleets", {
			name, csv: list.text(), withCodes: Boolean(withCodes), ...(profileType && { profileType }),
		});
		opened.close();
		toast(`${assigned} cards have profiles now, ${alreadyAssigned} had.`);
		location.hash = `#/fleet/${encodeURIComponent(name)}`;
		dispatchEvent(new HashChangeEvent("hashchange"));
	}));
}

export async function show() {
	const { fleets } = await get("fleets" + query({ limit: PAGE }));
	return {
		title: "Fleet",
		body: [
			may("operator") && element("div", { class: "actions" }, button("Profiles for cards", () => orderDialog(), "main")),
			table([
				["List", (fleet) => element("a", { href: `#/fleet/${encodeURIComponent(fleet.name)}` }, fleet.name)],
				["Cards", (fleet) => fleet.cards, "number"],
				["With a profile", (fleet) => fleet.assigned, "number"],
				["Last change", (fleet) => time(fleet.assignedAt)],
			], fleets, "No card has been given a profile by a list yet."),
		].filter(Boolean),
	};
}

// The server gives a page at a time; the person gets one file.
async function saveAll(name) {
	let whole = "", after = "";
	for (;;) {
		const lines = (await get(`${address(name)}/csv` + query({ after, limit: PAGE }))).trimEnd().split("\r\n");
		whole += (whole ? lines.slice(1) : lines).map((line) => line + "\r\n").join("");
		if (lines.length <= PAGE)
			return save(`${name}.csv`, whole);
		after = lines.at(-1).split(",")[0];
	}
}

export const one = {
	async show(name) {
		const after = new URLSearchParams(location.hash.split("?")[1] ?? "").get("after") ?? "";
		const { cards } = await get(address(name) + query({ after, limit: PAGE }));
		return {
			title: `Fleet ${name}`,
			body: [
				element("div", { class: "actions" },
					may("operator") && button("More cards", () => orderDialog(name), "main"),
					button("Save as CSV", () => saveAll(name))),
				table([
					["EID", (card) => element("code", {}, card.eid)],
					["Profile", (card) => card.iccid ? element("a", { class: "mono", href: `#/profiles/${card.iccid}` }, card.iccid) : ""],
					["State", (card) => card.state && state(card.state)],
					["Why not", (card) => card.errorSubjectCode ? `${card.errorSubjectCode}-${card.errorReasonCode}` : ""],
				], cards, "No card is in a list of this name."),
				cards.length === PAGE && element("div", { class: "actions" },
					element("a", { class: "button", href: `#/fleet/${encodeURIComponent(name)}` + query({ after: cards.at(-1).eid }) }, "More")),
			].filter(Boolean),
		};
	},
};
