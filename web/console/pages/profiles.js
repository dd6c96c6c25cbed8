// SPDX-License-Identifier: Apache-2.0
// What is in stock and where it is: filters, pages, what can be done with many at once.
import { element, field, form, problem, state, table, time, toast, dialog } from "../../shared/dom.js";
import { base64, get, post, query } from "../api.js";
import { may, reload } from "../app.js";

const STATES = ["available", "allocated", "linked", "confirmed", "released", "downloaded", "installed", "enabled", "disabled",
	"deleted", "error", "unavailable"];
const PAGE = 50;

function filtersHere() {
	const given = new URLSearchParams(location.hash.split("?")[1] ?? "");
	return Object.fromEntries(["state", "profileType", "eid", "iccid", "imsi", "after"].map((name) => [name, given.get(name) ?? ""]));
}

function go(filters) {
	location.hash = "#/profiles" + query(filters);
}

function filterForm(filters) {
	const text = (label, name) => field(label, element("input", { name, value: filters[name] }));
	const made = element("form", { class: "actions" },
		field("State", element("select", { name: "state" }, element("option", { value: "" }, "any"),
			STATES.map((name) => element("option", { value: name, selected: name === filters.state }, name)))),
		text("Type", "profileType"), text("ICCID", "iccid"), text("IMSI", "imsi"), text("EID", "eid"),
		element("button", { class: "main" }, "Show"));
	made.addEventListener("submit", (event) => {
		event.preventDefault();
		go(Object.fromEntries(new FormData(made)));
	});
	return made;
}

// A package in DER, or the text of its source.
async function contentOf(file) {
	return /\.ya?ml$/i.test(file.name) ? { source: await file.text() } : { package: await base64(file) };
}

function addDialog() {
	const file = element("input", { type: "file", required: true, accept: ".der,.upp,.yaml,.yml" });
	const opened = dialog("Add a profile", form([
		field("Package (DER) or its source (YAML)", file),
		field("Service provider", element("input", { name: "serviceProviderName", maxlength: 32, required: true })),
		field("Name", element("input", { name: "profileName", maxlength: 64, required: true })),
		field("Class", element("select", { name: "profileClass" }, ["operational", "test", "provisioning"].map((name) => element("option", {}, name)))),
	], "Add", async (metadata) => {
		const added = await post("profiles", { ...await contentOf(file.files[0]), metadata });
		opened.close();
		location.hash = `#/profiles/${added.iccid}`;
	}));
}

// One after the other, so that each answer is known; a failure stops nothing.
async function actOnAll(action, chosen, report) {
	const failed = [];
	for (const iccid of chosen) {
		try {
			await post(`profiles/${iccid}/${action}`, action === "cancel" ? { final: "available" } : undefined);
		} catch (error) {
			failed.push(`${iccid}: ${error.message}`);
		}
	}
	toast(`${action}: ${chosen.length - failed.length} of ${chosen.length} done.`);
	if (failed.length > 0)
		report.replaceChildren(...failed.map((text) => problem(new Error(text))));
	else
		reload();
}

export async function show() {
	const filters = filtersHere();
	const list = await get("profiles" + query({ ...filters, limit: PAGE }));
	const chosen = new Set();
	const report = element("div");
	const buttons = ["release", "cancel", "renew"].map((action) => element("button", {
		disabled: true, onclick: () => actOnAll(action, [...chosen], report),
	}, `${action[0].toUpperCase()}${action.slice(1)} the chosen`));
	const choose = (iccid) => element("input", {
		type: "checkbox", "aria-label": `choose ${iccid}`, onchange: (event) => {
			event.target.checked ? chosen.add(iccid) : chosen.delete(iccid);
			buttons.forEach((button) => { button.disabled = chosen.size === 0; });
		},
	});
	const columns = [
		["ICCID", (row) => element("a", { class: "mono", href: `#/profiles/${row.iccid}` }, row.iccid)],
		["State", (row) => state(row.state)],
		["Type", (row) => row.profileType ?? ""],
		["Name", (row) => row.profileName ?? ""],
		["EID", (row) => element("span", { class: "mono" }, row.eid ?? "")],
		["Attempts", (row) => row.downloadAttempts, "number"],
		["Changed", (row) => time(row.changedAt)],
	];
	return {
		title: "Profiles",
		body: [
			may("operator") && element("div", { class: "actions" },
				element("button", { class: "main", onclick: addDialog }, "Add a profile"), buttons),
			filterForm(filters), report,
			table(may("operator") ? [["", (row) => choose(row.iccid)], ...columns] : columns, list.profiles, "No profile is like that."),
			element("div", { class: "actions" },
				filters.after && element("button", { onclick: () => history.back() }, "Back"),
				list.next && element("button", { onclick: () => go({ ...filters, after: list.next }) }, "More")),
		].filter(Boolean),
	};
}
