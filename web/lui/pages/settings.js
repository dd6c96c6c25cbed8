// SPDX-License-Identifier: Apache-2.0
// How the page speaks and looks, whom it trusts, and its end.
import { copy, dialog, element, facts, field, problem } from "../../shared/dom.js";
import { get, post } from "../api.js";
import { route, theme } from "../app.js";
import { language, languages, loadWords, t } from "../words.js";

function choice(label, values, chosen, choose) {
	const select = element("select", {}, values.map(([value, name]) => element("option", { value, selected: value === chosen }, name)));
	select.addEventListener("change", () => choose(select.value));
	return field(label, select);
}

async function link() {
	const { token } = await post("link");
	const address = `${location.origin}/#link=${token}`;
	dialog(t("settings.link"), element("p", {}, t("settings.link.text")), element("p", {}, element("code", {}, address)),
		element("div", { class: "actions" }, element("button", { class: "main", onclick: () => copy(address) }, t("copy"))));
}

async function end() {
	await post("end");
	document.getElementById("bar").hidden = true;
	document.getElementById("page").replaceChildren(element("h1", {}, t("settings.ended")));
}

export async function show() {
	const state = await get("state");
	const trouble = element("div");
	return {
		title: t("nav.settings"),
		body: [
			element("h1", {}, t("nav.settings")),
			element("section", { class: "card" }, element("div", { class: "stack" },
				choice(t("settings.language"), Object.entries(languages), language(), async (value) => {
					await loadWords(value);
					route();
				}),
				choice(t("settings.theme"), [["", t("theme.system")], ["light", t("theme.light")], ["dark", t("theme.dark")]], theme(), theme))),
			element("section", { class: "card" }, facts([
				[t("settings.card"), element("code", {}, state.card)],
				[t("settings.authorities"), state.authorities.length > 0 ? state.authorities.map((path) => element("div", {}, element("code", {}, path)))
					: element("span", { class: "state bad" }, t("settings.no-authority"))],
				[t("settings.kept"), t("settings.kept.text")],
				[t("settings.folder"), state.state && element("code", {}, state.state)],
				[t("settings.version"), state.version],
			])),
			trouble,
			element("div", { class: "actions" },
				element("button", { onclick: () => link().catch((error) => trouble.replaceChildren(problem(error))) }, t("settings.link")),
				element("button", { onclick: end }, t("settings.end"))),
		],
	};
}
