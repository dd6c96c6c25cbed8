// SPDX-License-Identifier: Apache-2.0
// Cards by their EIDs: a list in, who has what out.
import { element, field, form, state, table } from "../dom.js";
import { get, post } from "../api.js";
import { may } from "../app.js";

function results(rows) {
	return table([
		["EID", (row) => element("code", {}, row.eid)],
		["ICCID", (row) => row.iccid && element("a", { class: "mono", href: `#/profiles/${row.iccid}` }, row.iccid)],
		["State", (row) => row.state && state(row.state)],
		["", (row) => row.why ?? ""],
	], rows, "No card has a profile yet.");
}

function assignment(types, place) {
	const file = element("input", { type: "file", required: true, accept: ".csv,.txt" });
	return element("details", { class: "card" }, element("summary", {}, "Assign profiles to a list of cards"),
		form([
			field("Type", element("select", { name: "type" }, types.map(({ name }) => element("option", {}, name)))),
			field("Cards: CSV with a column eid, one card a line", file),
		], "Assign", async ({ type }) => {
			const done = await post("fleet", { type, csv: await file.files[0].text() });
			place.replaceChildren(results(done.results));
		}),
		element("p", { class: "hint" }, "The cards find their profiles by themselves: give their devices this server as default SM-DP+ (",
			element("code", {}, location.hostname), ")."));
}

export async function show() {
	const [{ results: rows }, { types }] = await Promise.all([get("fleet"), may("operator") ? get("types") : { types: [] }]);
	const place = element("div", {}, results(rows));
	return { title: "Fleet", body: [may("operator") && assignment(types, place), place].filter(Boolean) };
}
