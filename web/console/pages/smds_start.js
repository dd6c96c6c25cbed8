// SPDX-License-Identifier: Apache-2.0
// Is everything well? How much waits for cards, and who has left it?
import { element, state, table, tile } from "../../shared/dom.js";
import { get, query } from "../api.js";
import { certificatesCheck } from "./certificates.js";
import { ownersTable } from "./owners.js";

function health(certificates, root, waiting) {
	const checks = [
		["ok", "Database", "answers"],
		certificatesCheck(certificates),
		root ? [waiting > 0 ? "waits" : "ok", "The Root SM-DS", waiting > 0 ? `${waiting} messages wait for ${root}` : `${root} knows everything`]
			: ["ok", "The Root SM-DS", "is this one"],
	].filter(Boolean);
	return table([["", ([name]) => state(name)], ["Check", ([, name]) => name], ["", ([, , detail]) => detail]], checks, "");
}

export async function show() {
	const [{ owners, root, isPartial }, { certificates }, { messages }] = await Promise.all([
		get("owners"), get("certificates"), get("outbox" + query({ state: "waits", limit: 500 })),
	]);
	const all = owners.reduce((sum, { count }) => sum + count, 0), forwarded = owners.reduce((sum, owner) => sum + owner.forwarded, 0);
	return {
		title: "Start",
		body: [
			element("section", {}, element("h2", {}, "Health"), health(certificates, root, messages.length)),
			element("section", {}, element("h2", {}, "Events"), element("div", { class: "tiles" },
				tile(isPartial ? `more than ${all}` : all, "wait for cards", "#/events"),
				root && tile(forwarded, "known at the Root too", "#/forwarding"),
				tile(owners.length, "servers have left them", "#/owners"))),
			element("section", {}, element("h2", {}, "By server"), ownersTable(owners)),
		],
	};
}
