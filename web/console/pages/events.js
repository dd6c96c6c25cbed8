// SPDX-License-Identifier: Apache-2.0
// What waits for cards, the newest first. Of an EID the ends are shown, and event IDs never: they are what LPAs come with.
import { dialog, element, field, form, state, table, time, toast } from "../../shared/dom.js";
import { get, post, query, remove } from "../api.js";
import { may, reload } from "../app.js";

const eidField = (value) => field("EID", element("input", { name: "eid", inputmode: "numeric", pattern: "[0-9]{32}", required: true, value }));
const idField = () => field("Event ID", element("input", { name: "eventId", required: true, pattern: "[0-9A-Z\\-]+" }),
	"The matching ID that waits there.");

function addDialog() {
	const opened = dialog("Add an event", form([
		eidField(""), idField(),
		field("Server", element("input", { name: "rspServerAddress", required: true, placeholder: "smdp.example.com" }),
			"Of the SM-DP+ or SM-DS where it waits."),
	], "Add", async (values) => {
		await post("events", values);
		opened.close();
		toast("The card finds it from now on.");
		reload();
	}));
}

function removeDialog() {
	const opened = dialog("Remove an event", form([
		eidField(""), idField(),
		field("Owner", element("input", { name: "owner", placeholder: "house" }), "The OID of who registered it; nothing for those made by hand."),
	], "Remove", async (values) => {
		await remove("events" + query(values));
		opened.close();
		toast("The card does not find it any more.");
		reload();
	}));
}

function search(eid) {
	return form([field("Of one card", element("input", { name: "eid", inputmode: "numeric", pattern: "[0-9]{32}", value: eid, placeholder: "EID" }))],
		"Look", async (values) => {
			location.hash = "#/events" + query({ eid: values.eid });
		});
}

export async function show() {
	const given = new URLSearchParams(location.hash.split("?")[1] ?? "");
	const eid = given.get("eid") ?? "", owner = given.get("owner") ?? "";
	const { events } = await get("events" + query({ eid, owner }));
	return {
		title: owner ? `Events of ${owner}` : "Events",
		body: [
			may("operator") && element("div", { class: "actions" },
				element("button", { class: "main", onclick: addDialog }, "Add an event"),
				element("button", { onclick: removeDialog }, "Remove an event")),
			search(eid),
			table([
				["EID", (event) => element("span", { class: "mono" }, event.eid)],
				["Leads to", (event) => event.rspServerAddress],
				["Registered by", (event) => element("span", { class: "mono" }, event.owner === "house" ? "by hand" : event.owner)],
				["State", (event) => state(event.forwarded ? "forwarded" : "here")],
				["Since", (event) => time(event.registeredAt)],
			], events, eid ? "Nothing waits for this card." : "Nothing waits for any card."),
		].filter(Boolean),
	};
}
