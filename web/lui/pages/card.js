// SPDX-License-Identifier: Apache-2.0
// The card itself: who it is, what it trusts, what is wrong.
import { copy, dialog, element, facts, field, form, problem, toast } from "../../shared/dom.js";
import { call, examine } from "../api.js";
import { route } from "../app.js";
import { number, t } from "../words.js";

const OUTCOMES = { good: "good", warning: "warn", fault: "bad" };

// Keys of issuers that everybody knows: of live cards, and of the test specification SGP.26.
const KNOWN = {
	"81370f5125d0b1d408d4c3b232e6d25e795bebfb": "GSMA", "f54172bdf98a95d65cbeb88a38a1c11d800a85c3": "test (SGP.26, P-256)",
	"c0bc70ba36929d43b467ff57570530e57ab8fcd8": "test (SGP.26, brainpool)",
};

function issuers(keys) {
	return keys.map((key) => element("div", {}, element("code", {}, key), KNOWN[key] && ` ${KNOWN[key]}`));
}

function about(chip) {
	const info = chip.EUICCInfo2 ?? {};
	return element("section", { class: "card" }, facts([
		["EID", [element("code", { id: "eid" }, chip.eidValue), " ", element("button", { onclick: () => copy(chip.eidValue) }, t("copy"))]],
		[t("card.free"), info.extCardResource && t("card.octets", { count: number(info.extCardResource.freeNonVolatileMemory) })],
		[t("card.profiles"), info.extCardResource && number(info.extCardResource.installedApplication)],
		["SGP.22", info.svn], [t("card.firmware"), info.euiccFirmwareVer], [t("card.format"), info.profileVersion],
		["SAS", info.sasAcreditationNumber], [t("card.category"), info.euiccCategory],
		[t("card.trusts"), info.euiccCiPKIdListForVerification && issuers(info.euiccCiPKIdListForVerification)],
		[t("card.signs"), info.euiccCiPKIdListForSigning && issuers(info.euiccCiPKIdListForSigning)],
		[t("card.forbidden"), info.forbiddenProfilePolicyRules?.join(", ")],
		["SM-DS", chip.EuiccConfiguredAddresses?.rootDsAddress && element("code", {}, chip.EuiccConfiguredAddresses.rootDsAddress)],
	]));
}

function defaultServer(chip) {
	const address = chip.EuiccConfiguredAddresses?.defaultDpAddress ?? "";
	return element("section", { class: "card" }, form([field(t("card.default"),
		element("input", { name: "address", value: address, autocomplete: "off", spellcheck: "false", dir: "ltr" }), t("card.default.hint"))],
	t("save"), async ({ address: typed }) => {
		await call("chip defaultsmdp", [typed.trim()]);
		toast(t("saved"));
		route();
	}));
}

function findings({ findings: list, first }) {
	return [first && element("p", { class: "notice" }, element("b", {}, t("doctor.first")), " ", first),
		list.map(({ outcome, check, sentence, advice }) => element("div", { class: "finding" },
			element("span", { class: `state ${OUTCOMES[outcome]}` }, t("doctor." + outcome)),
			element("div", {}, element("b", {}, check), " ", sentence, advice && advice !== first && element("div", { class: "hint" }, advice))))];
}

function doctor() {
	const place = element("div", { "aria-live": "polite" });
	const ask = element("button", { onclick: async () => {
		ask.disabled = true;
		place.replaceChildren(element("p", {}, t("doctor.looks")));
		try {
			place.replaceChildren(...findings(await examine("doctor")).flat().filter(Boolean));
		} catch (error) {
			place.replaceChildren(problem(error));
		}
		ask.disabled = false;
	} }, t("doctor.ask"));
	return element("section", { class: "card", id: "doctor" }, element("h2", {}, t("doctor.title")), element("p", {}, t("doctor.text")), ask, place);
}

function purge(chip) {
	const end = chip.eidValue.slice(-4);
	const opened = dialog(t("purge.title"), element("p", {}, t("purge.text")),
		form([field(t("purge.type", { end }), element("input", { name: "end", autocomplete: "off", inputmode: "numeric", required: true }))],
			t("purge.yes"), async ({ end: typed }) => {
				if (typed.trim() !== end)
					throw new Error(t("delete.wrong"));
				await call("chip purge", ["yes"]);
				opened.close();
				route();
			}, "danger"));
}

export async function show() {
	let chip = null, trouble = null;
	try {
		chip = await call("chip info");
	} catch (error) {
		if (error.status === 401)
			throw error;
		trouble = problem(error);
	}
	return {
		title: t("nav.card"),
		body: [
			element("h1", {}, t("nav.card")), trouble, chip && about(chip), doctor(), chip && defaultServer(chip),
			chip && element("section", { class: "card" }, element("h2", {}, t("purge.title")), element("p", {}, t("purge.text")),
				element("button", { class: "danger", onclick: () => purge(chip) }, t("purge.title"))),
		].filter(Boolean),
	};
}
