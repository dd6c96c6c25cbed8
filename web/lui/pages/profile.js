// SPDX-License-Identifier: Apache-2.0
// One profile: its name, whether it is used, and its end.
import { copy, dialog, element, facts, field, form, problem, toast } from "../../shared/dom.js";
import { call } from "../api.js";
import { go, route } from "../app.js";
import { t } from "../words.js";
import { nameOf, picture, turn } from "./home.js";

const NICKNAME_OCTETS = 64;

function rename(profile) {
	const input = element("input", { name: "nickname", value: profile.profileNickname ?? "", maxlength: NICKNAME_OCTETS, autocomplete: "off" });
	return element("section", { class: "card" }, form([field(t("profile.nickname"), input, t("profile.nickname.hint"))], t("save"),
		async ({ nickname }) => {
			await call("profile nickname", nickname ? [profile.iccid, nickname] : [profile.iccid]);
			toast(t("saved"));
			route();
		}));
}

// Whoever deletes types the end of the number, so that it is this one and no other.
function remove(profile) {
	const end = profile.iccid.slice(-4);
	const opened = dialog(t("delete.title"), element("p", {}, t("delete.text", { name: nameOf(profile) })), element("p", {}, t("delete.code")),
		form([field(t("delete.type", { end }), element("input", { name: "end", inputmode: "numeric", autocomplete: "off", required: true }))],
			t("delete"), async ({ end: typed }) => {
				if (typed.trim() !== end)
					throw new Error(t("delete.wrong"));
				await call("profile delete", [profile.iccid], { yes: true });
				opened.close();
				toast(t("delete.done"));
				go("");
			}, "danger"));
}

function actions(profile) {
	const on = profile.profileState === "enabled";
	const trouble = element("div");
	const change = element("button", { class: on ? "" : "main", onclick: async () => {
		change.disabled = true;
		try {
			await turn(profile, !on);
			route();
		} catch (error) {
			change.disabled = false;
			trouble.replaceChildren(problem(error));
		}
	} }, t(on ? "profile.disable" : "profile.enable"));
	return [element("div", { class: "actions" }, change,
		element("button", { class: "danger", disabled: on, onclick: () => remove(profile) }, t("delete"))),
	element("p", { class: "hint" }, t(on ? "profile.on.hint" : "profile.off.hint")), trouble];
}

export async function show(iccid) {
	const profile = (await call("profile list")).find((one) => one.iccid === iccid);
	if (!profile)
		throw new Error(t("profile.none"));
	const on = profile.profileState === "enabled";
	return {
		title: nameOf(profile),
		body: [
			element("div", { class: "head" }, element("div", { class: "profile" }, picture(profile), element("h1", {}, nameOf(profile))),
				element("span", { class: on ? "state good" : "state" }, t(on ? "state.enabled" : "state.disabled"))),
			element("section", { class: "card" }, facts([[t("provider"), profile.serviceProviderName], [t("profile.name"), profile.profileName],
				[t("class"), t("class." + profile.profileClass)],
				["ICCID", [element("code", {}, profile.iccid), " ", element("button", { onclick: () => copy(profile.iccid) }, t("copy"))]],
				["ISD-P AID", element("code", {}, profile.isdpAid)]])),
			...actions(profile), rename(profile),
		],
	};
}
