// SPDX-License-Identifier: Apache-2.0
// What is on the card, and what waits.
import { element, problem } from "../../shared/dom.js";
import { call } from "../api.js";
import { go, route } from "../app.js";
import { number, t } from "../words.js";
import { resume } from "./request.js";

export const nameOf = (profile) => profile.profileNickname || profile.profileName || profile.serviceProviderName || profile.iccid;

export function picture(profile) {
	if (profile.icon)
		return element("img", { class: "picture", alt: "", src: `data:image/${profile.iconType};base64,${profile.icon}` });
	return element("span", { class: "picture", "aria-hidden": "true" }, [...nameOf(profile)][0]);
}

// One that is in use gives its place up: the page may have come by it.
export async function turn(profile, on) {
	await call(on ? "profile enable" : "profile disable", [profile.iccid]);
}

function row(profile, trouble) {
	const on = profile.profileState === "enabled";
	const change = element("input", { type: "checkbox", role: "switch", class: "switch", checked: on,
		"aria-label": t("home.switch", { name: nameOf(profile) }) });
	change.addEventListener("change", async () => {
		change.disabled = true;
		try {
			await turn(profile, change.checked);
			route();
		} catch (error) {
			change.disabled = false;
			change.checked = on;
			trouble.replaceChildren(problem(error));
		}
	});
	return element("li", { class: "card profile" }, picture(profile),
		element("div", { class: "names" }, element("a", { href: `#/profile/${profile.iccid}` }, nameOf(profile)),
			element("div", {}, [profile.serviceProviderName, profile.profileClass !== "operational" && t("class." + profile.profileClass)]
				.filter(Boolean).join(" · "))),
		element("span", { class: on ? "state good" : "state" }, t(on ? "state.enabled" : "state.disabled")), change);
}

function waiting(notifications, kept) {
	return [
		kept.map((download) => element("div", { class: "card" }, element("h2", {}, t("home.kept")),
			element("p", {}, t("home.kept.text", { name: nameOf(download.offer) })),
			element("div", { class: "actions" },
				element("button", { class: "main", onclick: () => resume(download) }, t("resume")),
				element("button", { onclick: async () => {
					await call("profile download", [], { "give-up": true, server: download.server, "matching-id": download.matchingId });
					route();
				} }, t("give-up"))))),
		notifications.length > 0 && element("div", { class: "card" },
			element("p", {}, t("home.messages", { count: number(notifications.length) })),
			element("a", { class: "button", href: "#/messages" }, t("home.messages.show"))),
	];
}

function none() {
	return element("div", { class: "card" }, element("p", {}, t("home.none")),
		element("ul", {}, ["home.none.code", "home.none.link", "home.none.search"].map((name) => element("li", {}, t(name)))));
}

export async function show() {
	const [profiles, notifications, kept] = await Promise.all([call("profile list"), call("notification list"), call("profile kept")]);
	const trouble = element("div");
	return {
		title: t("home.title"),
		body: [
			element("div", { class: "head" }, element("h1", {}, t("home.title")),
				element("button", { class: "main", onclick: () => go("add") }, t("home.add"))),
			trouble,
			...waiting(notifications, kept).flat().filter(Boolean),
			profiles.length === 0 ? none() : element("ul", { class: "profiles" }, profiles.map((profile) => row(profile, trouble))),
		],
	};
}
