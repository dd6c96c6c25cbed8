// SPDX-License-Identifier: Apache-2.0
// What is in stock and where it is: filters, pages, what can be done with many at once.
import { dialog, element, field, form, state, table, time, toast } from "../../shared/dom.js";
import { base64, get, post, query } from "../api.js";
import { may, reload } from "../app.js";
import { button } from "../doing.js";

const STATES = ["available", "allocated", "linked", "confirmed", "released", "downloaded", "installed", "enabled", "disabled",
	"deleted", "error", "unavailable"];
const PAGE = 50;

function filtersHere() {
	const given = new URLSearchParams(location.hash.split("?")[1] ?? "");
	return Object.fromEntries(["state", "profileType", "batch", "eid", "iccid", "imsi", "after"].map((name) => [name, given.get(name) ?? ""]));
}

function go(filters) {
	location.hash = "#/profiles" + query(filters);
}

function filterForm(filters) {
	const text = (label, name) => field(label, element("input", { name, value: filters[name] }));
	const made = element("form", { class: "actions" },
		field("State", element("select", { name: "state" }, element("option", { value: "" }, "any"),
			STATES.map((name) => element("option", { value: name, selected: name === filters.state }, name)))),
		text("Type", "profileType"), text("Batch", "batch"), text("ICCID", "iccid"), text("IMSI", "imsi"), text("EID", "eid"),
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

// Each is done or refused by itself; who was refused is told why.
async function actOnAll(action, chosen) {
	const { profiles } = await post("profiles/actions", { action, iccids: chosen });
	const refused = profiles.filter(({ done }) => !done);
	toast(`${action}: ${profiles.length - refused.length} of ${profiles.length} done.`);
	await reload();
	if (refused.length > 0)
		document.getElementById("report").replaceChildren(...sentences(refused));
}

// Those that were refused for the same reason are told together.
function sentences(refused) {
	const why = ({ sentence, subjectCode, reasonCode }) => `${sentence} (${subjectCode}-${reasonCode})`;
	return [...new Set(refused.map(why))].map((sentence) => element("div", { class: "problem", role: "alert" },
		element("div", {}, sentence), element("div", { class: "many", tabindex: 0 }, refused.filter((one) => why(one) === sentence).map(({ iccid }) =>
			[element("code", {}, iccid), " "]))));
}

export async function show() {
	const filters = filtersHere(), helps = may("operator", "support");
	const list = await get("profiles" + query({ ...filters, limit: PAGE }));
	const chosen = new Set();
	const report = element("div", { id: "report" });
	const buttons = ["release", "renew", "cancel"].map((action) => button(`${action[0].toUpperCase()}${action.slice(1)} the chosen`,
		() => actOnAll(action, [...chosen]), action === "cancel" ? "danger" : ""));
	const boxes = [];
	const mark = () => {
		buttons.forEach(([one]) => { one.disabled = chosen.size === 0; });
		every.checked = chosen.size > 0 && chosen.size === boxes.length;
	};
	const pick = (box, iccid) => {
		box.checked ? chosen.add(iccid) : chosen.delete(iccid);
		mark();
	};
	const every = element("input", { type: "checkbox", "aria-label": "choose all", onchange: ({ target: { checked } }) => {
		boxes.forEach(([box, iccid]) => {
			box.checked = checked;
			checked ? chosen.add(iccid) : chosen.delete(iccid);
		});
		mark();
	} });
	const choose = (iccid) => {
		const box = element("input", { type: "checkbox", "aria-label": `choose ${iccid}`, onchange: () => pick(box, iccid) });
		boxes.push([box, iccid]);
		return box;
	};
	mark();
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
				element("button", { class: "main", onclick: addDialog }, "Add a profile")),
			filterForm(filters), report,
			helps && list.profiles.length > 0 && element("div", { class: "actions" }, buttons),
			table(helps ? [[every, (row) => choose(row.iccid)], ...columns] : columns, list.profiles, "No profile is like that."),
			element("div", { class: "actions" },
				filters.after && element("button", { onclick: () => history.back() }, "Back"),
				list.next && element("button", { onclick: () => go({ ...filters, after: list.next }) }, "More")),
		].filter(Boolean),
	};
}
