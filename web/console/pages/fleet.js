// SPDX-License-Identifier: Apache-2.0
// Cards by their EIDs: what became of each card of a list.
import { element, field, form, state, table } from "../../shared/dom.js";
import { get } from "../api.js";

function why({ errorSubjectCode: subject, errorReasonCode: reason }) {
	return subject ? `${subject}/${reason}` : "";
}

function draw(cards) {
	return table([
		["EID", (card) => element("code", {}, card.eid)],
		["ICCID", (card) => card.iccid && element("a", { class: "mono", href: `#/profiles/${card.iccid}` }, card.iccid)],
		["State", (card) => card.state && state(card.state)],
		["Refused", why],
	], cards, "No card is in a list of this name.");
}

export async function show() {
	const place = element("div");
	return {
		title: "Fleet",
		body: [
			element("p", { class: "hint" }, "Cards get their profiles with ", element("code", {}, "provisim smdp fleet assign NAME"),
				"; this page shows what became of them."),
			form([field("Name of the list", element("input", { name: "name", required: true, maxlength: 64 }))], "Show",
				async ({ name }) => {
					const { cards } = await get(`fleets/${encodeURIComponent(name)}`);
					place.replaceChildren(draw(cards));
				}),
			place,
		],
	};
}
