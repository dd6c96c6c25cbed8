// SPDX-License-Identifier: Apache-2.0
// Many profiles at once: begun here, made by the servers, and how far they are.
import { dialog, element, field, form, state, table, time } from "../../shared/dom.js";
import { get, post, query, remove } from "../api.js";
import { may, reload } from "../app.js";
import { button, choice, listField, sure } from "../doing.js";

const WATCHING_MILLISECONDS = 1500;

async function makeDialog() {
	const { types } = await get("types");
	if (types.length === 0)
		throw new Error("There is no type yet by whose rules profiles could be made: add one under Types.");
	const list = listField("Subscribers as CSV instead", "iccid,imsi,ki");
	const opened = dialog("Make a batch", form([
		field("Name", element("input", { name: "name", required: true, maxlength: 100 })),
		field("Type", choice("profileType", types.map(({ name }) => name))),
		field("How many", element("input", { name: "count", type: "number", min: 1, max: 1000000 }), "From the type's numbers."),
		list.fields,
	], "Make", async ({ name, profileType, count }) => {
		if (!count === !list.text().trim())
			throw new Error("Say how many, or give a list: one of both.");
		await post("batches", count ? { name, profileType, count: Number(count) } : { name, profileType, csv: list.text() });
		opened.close();
		reload();
	}));
}

function drop(batch) {
	const isFilling = batch.state === "filling";
	const what = isFilling ? "Nothing of it comes into stock." : "All its profiles leave the stock, if none of them is ordered.";
	sure(isFilling ? `Give up ${batch.name}` : `Remove ${batch.name}`, what, async () => {
		await remove(`batches/${encodeURIComponent(batch.name)}`);
		reload();
	});
}

function progress(batch) {
	if (batch.state !== "filling" || batch.wanted === 0)
		return String(batch.made);
	return [element("progress", { max: batch.wanted, value: batch.made, "aria-label": `progress of ${batch.name}` }),
		` ${batch.made} of ${batch.wanted}`];
}

function draw(list) {
	return table([
		["Batch", (batch) => batch.state === "published"
			? element("a", { href: "#/profiles" + query({ batch: batch.name }) }, batch.name) : batch.name],
		["Type", (batch) => batch.profileType ?? ""],
		["State", (batch) => [state(batch.state), batch.fault && element("div", { class: "trouble" }, batch.fault)]],
		["Profiles", progress],
		["Begun", (batch) => time(batch.startedAt)],
		["", (batch) => may("operator") && batch.state !== "dropped" && element("button", { class: "danger", onclick: () => drop(batch) },
			batch.state === "filling" ? "Give up" : "Remove")],
	], list, "There is no batch.");
}

export async function show() {
	let { batches } = await get("batches");
	const place = element("div", {}, draw(batches));
	const watch = setInterval(async () => {
		try {
			const now = (await get("batches")).batches;
			if (JSON.stringify(now) !== JSON.stringify(batches))
				place.replaceChildren(draw(now));
			batches = now;
		} catch {
			clearInterval(watch);
		}
	}, WATCHING_MILLISECONDS);
	return {
		title: "Batches",
		leave: () => clearInterval(watch),
		body: [
			may("operator") && element("div", { class: "actions" }, button("Make a batch", makeDialog, "main")),
			element("p", { class: "hint" }, "All profiles of a batch come into stock together, or none."),
			place,
		].filter(Boolean),
	};
}
