// SPDX-License-Identifier: Apache-2.0
// Many profiles at once, and how far they are.
import { element, state, table, time } from "../../shared/dom.js";
import { get } from "../api.js";

const WATCHING_MILLISECONDS = 1500;

function draw(list) {
	return table([
		["Batch", (batch) => element("a", { class: "mono", href: `#/profiles?batch=${encodeURIComponent(batch.name)}` }, batch.name)],
		["Type", (batch) => batch.profileType ?? ""],
		["State", (batch) => state(batch.state)],
		["Progress", (batch) => [batch.wanted > 0 && element("progress", { max: batch.wanted, value: batch.made, "aria-label": "progress" }),
			batch.wanted > 0 ? ` ${batch.made} of ${batch.wanted}` : `${batch.made}`].filter(Boolean)],
		["Begun", (batch) => time(batch.startedAt)],
	], list, "There is no batch.");
}

export async function show() {
	const { batches } = await get("batches");
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
			element("p", { class: "hint" }, "Batches are made with ", element("code", {}, "provisim smdp batch"), "; this page follows them."),
			place,
		],
	};
}
