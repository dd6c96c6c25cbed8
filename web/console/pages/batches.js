// SPDX-License-Identifier: Apache-2.0
// Many profiles at once, and how far they are.
import { dialog, element, field, form, state, table, time } from "../dom.js";
import { get, post, remove } from "../api.js";
import { may, reload } from "../app.js";

const WATCHING_MILLISECONDS = 1500;

function addDialog(types) {
	const opened = dialog("Make a batch", form([
		field("Type", element("select", { name: "type", required: true }, types.map(({ name }) => element("option", {}, name)))),
		field("How many", element("input", { name: "count", type: "number", min: 1, max: 100000, value: 10, required: true })),
	], "Make", async ({ type, count }) => {
		await post("batches", { type, count: Number(count) });
		opened.close();
		reload();
	}));
}

function draw(list) {
	return table([
		["Batch", (batch) => element("a", { class: "mono", href: `#/profiles?batch=${encodeURIComponent(batch.name)}` }, batch.name)],
		["Type", (batch) => batch.type],
		["State", (batch) => state(batch.state)],
		["Progress", (batch) => [element("progress", { max: batch.total, value: batch.done, "aria-label": "progress" }), ` ${batch.done} of ${batch.total}`]],
		["Begun", (batch) => time(batch.createdAt)],
		["", (batch) => may("operator") && batch.state !== "published" && element("button", { class: "danger", onclick: async () => {
			await remove(`batches/${encodeURIComponent(batch.name)}`);
			reload();
		} }, "Drop")],
	], list, "There is no batch.");
}

export async function show() {
	const [{ batches }, { types }] = await Promise.all([get("batches"), get("types")]);
	const place = element("div", {}, draw(batches));
	const watch = setInterval(async () => {
		try {
			place.replaceChildren(draw((await get("batches")).batches));
		} catch {
			clearInterval(watch);
		}
	}, WATCHING_MILLISECONDS);
	return {
		title: "Batches",
		leave: () => clearInterval(watch),
		body: [
			may("operator") && element("div", { class: "actions" },
				element("button", { class: "main", disabled: types.length === 0, onclick: () => addDialog(types) }, "Make a batch")),
			types.length === 0 && element("p", { class: "hint" }, "A batch needs a ", element("a", { href: "#/types" }, "type"), " first."),
			place,
		].filter(Boolean),
	};
}
