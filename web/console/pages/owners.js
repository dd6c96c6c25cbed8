// SPDX-License-Identifier: Apache-2.0
// Which servers have registered what waits.
import { element, table, time } from "../../shared/dom.js";
import { get } from "../api.js";

export function ownersTable(owners) {
	return table([
		["Server", ({ owner }) => element("a", { class: "mono", href: `#/events?owner=${encodeURIComponent(owner)}` },
			owner === "house" ? "by hand" : owner)],
		["Events", ({ count }) => count, "number"],
		["At the Root too", ({ forwarded }) => forwarded, "number"],
		["Last", ({ lastAt }) => time(lastAt)],
	], owners, "No server has registered anything yet. An SM-DP+ does it when an order that names this SM-DS is released.");
}

export async function show() {
	const { owners } = await get("owners");
	return {
		title: "SM-DP+",
		body: [element("p", {}, "Servers are known by the OID in their certificates. Each sees and deletes its own events only."),
			ownersTable(owners)],
	};
}
