// SPDX-License-Identifier: Apache-2.0
// One profile: what it is, what happened to it, what can be done now, and its code.
import { copy, dialog, element, facts, field, form, state, time } from "../../shared/dom.js";
import { get, post } from "../api.js";
import { may, reload } from "../app.js";

// What leads on from each state.
const ACTIONS = {
	available: ["offer", "order"], allocated: ["confirm", "cancel"], linked: ["confirm", "cancel"], confirmed: ["release", "cancel"],
	released: ["cancel", "renew"], downloaded: ["renew"], error: ["renew", "cancel"], deleted: ["cancel"], unavailable: ["cancel"],
};

function ask(title, fields, send) {
	const opened = dialog(title, form(fields, title, async (values) => {
		await send(values);
		opened.close();
		reload();
	}));
}

const confirmFields = () => [
	field("Matching ID", element("input", { name: "matchingId", pattern: "[0-9A-Z\\-]*" }), "Made here if it is left empty."),
	element("label", { class: "check" }, element("input", { type: "checkbox", name: "byEid" }),
		"No matching ID: the card finds it by its EID at its default server"),
	field("Confirmation code", element("input", { name: "confirmationCode", autocomplete: "off" }), "That the user must type; none if it is left empty."),
	field("SM-DS", element("input", { name: "smdsAddress" }), "Where the card may find out that something waits."),
];

function confirmation({ byEid, ...rest }) {
	const body = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== ""));
	return byEid ? { ...body, byEidAlone: true } : body;
}

const reserve = (iccid, eid) => post("orders", eid ? { iccid, eid } : { iccid });

const eidField = () => field("EID", element("input", { name: "eid", pattern: "[0-9]{32}", inputmode: "numeric" }), "For this card only; any card if it is left empty.");

const doers = {
	offer: (path, iccid) => ask("Order, confirm and release", [eidField(), ...confirmFields()], async ({ eid, ...rest }) => {
		await reserve(iccid, eid);
		await post(`${path}/confirm`, { ...confirmation(rest), release: true });
	}),
	order: (path, iccid) => ask("Order", [eidField()], ({ eid }) => reserve(iccid, eid)),
	confirm: (path) => ask("Confirm", confirmFields(), (values) => post(`${path}/confirm`, confirmation(values))),
	release: (path) => post(`${path}/release`).then(reload),
	renew: (path) => post(`${path}/renew`).then(reload),
	cancel: (path) => ask("Cancel", [
		field("Afterwards it is", element("select", { name: "final" }, element("option", {}, "available"), element("option", {}, "unavailable"))),
	], ({ final }) => post(`${path}/cancel`, { final })),
};

const NAMES = { offer: "Order, confirm, release", order: "Order", confirm: "Confirm", release: "Release", renew: "Renew the order", cancel: "Cancel" };

function actions(profile, path) {
	const trouble = element("div");
	return element("div", {}, element("div", { class: "actions" }, (ACTIONS[profile.state] ?? []).map((name) => element("button", {
		class: name === "cancel" ? "danger" : name === "offer" || name === "release" ? "main" : "",
		onclick: () => Promise.resolve(doers[name](path, profile.iccid)).catch((error) => trouble.replaceChildren(
			element("p", { class: "problem", role: "alert" }, error.message))),
	}, NAMES[name]))), trouble);
}

// The code is shown when it is asked for, and each look is in the audit log.
function codeCard(path) {
	const place = element("div");
	const reveal = element("button", { onclick: async () => {
		try {
			const code = await get(`${path}/code`);
			const picture = "data:image/svg+xml," + encodeURIComponent(code.picture);
			place.replaceChildren(element("div", { class: "code" },
				element("img", { class: "qr", src: picture, alt: "QR code of the activation code" }),
				element("div", {},
					element("p", {}, element("code", { id: "activation-code" }, code.activationCode)),
					element("div", { class: "actions" },
						element("button", { onclick: () => copy(code.activationCode) }, "Copy the code"),
						element("button", { onclick: () => copy(code.link) }, "Copy the link"),
						element("a", { class: "button", href: code.link, rel: "noopener noreferrer" }, "Open on this device"),
						element("button", { onclick: () => print() }, "Print")),
					code.confirmationCodeRequired && element("p", { class: "hint" }, "The user must type the confirmation code as well."))));
		} catch (error) {
			place.replaceChildren(element("p", { class: "problem", role: "alert" }, error.message));
		}
	} }, "Show the activation code");
	place.append(reveal, element("p", { class: "hint" }, "That you look at it is written down."));
	return element("section", { class: "card" }, element("h2", {}, "Activation code"), place);
}

function line(entries) {
	if (entries.length === 0)
		return element("p", { class: "card" }, "Nothing has happened to it yet.");
	return element("ol", { class: "line card" }, entries.map((entry) => element("li", { class: entry.subjectCode ? "refused" : "" },
		time(entry.at), element("b", {}, entry.function), ` by ${entry.actor}`,
		entry.subjectCode && element("div", {}, element("code", {}, `${entry.subjectCode}-${entry.reasonCode}`), " ", entry.sentence ?? ""),
		entry.detail && element("div", { class: "hint" }, entry.detail))));
}

export async function show(iccid) {
	const path = `profiles/${encodeURIComponent(iccid)}`;
	const [profile, happened] = await Promise.all([get(path), get(`${path}/history`)]);
	return {
		title: `Profile ${profile.iccid}`,
		body: [
			may("operator") && actions(profile, path),
			element("section", { class: "card" }, facts([
				["State", state(profile.state)], ["Type", profile.profileType], ["Operator", profile.owner],
				["Service provider", profile.serviceProviderName], ["Name", profile.profileName], ["Class", profile.profileClass],
				["EID", profile.eid && element("code", {}, profile.eid)],
				["SM-DS", profile.smdsAddress], ["Attempts", String(profile.downloadAttempts)],
				["Wrong codes", String(profile.confirmationAttempts)], ["Ordered", profile.orderedAt && time(profile.orderedAt)],
				["Expires", profile.expiresAt && time(profile.expiresAt)], ["Package", `${profile.packageOctets} octets`],
				["Failed", profile.errorSubjectCode && `${profile.errorSentence ?? ""} (${profile.errorSubjectCode}-${profile.errorReasonCode})`],
			])),
			profile.hasCode && may("operator") && codeCard(path),
			element("h2", {}, "What happened to it"),
			line(happened.events),
		].filter(Boolean),
	};
}
