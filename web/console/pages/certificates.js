// SPDX-License-Identifier: Apache-2.0
// Who trusts whom, and for how much longer: each CI with what it has signed for us.
import { element, state, time } from "../../shared/dom.js";
import { get } from "../api.js";

const SOON_DAYS = 30;

function life(days) {
	if (days < 0)
		return state("expired");
	return [state(days < SOON_DAYS ? "expiring" : "valid"), ` ${days} days left`];
}

function card(certificate) {
	return element("div", { class: "card" }, element("b", {}, certificate.kind), " ", life(certificate.daysLeft),
		element("div", {}, certificate.subject), element("div", { class: "hint" }, "until ", time(certificate.notAfter)));
}

// For the table of checks on a start page: how long the first that ends holds.
export function certificatesCheck(certificates) {
	const days = Math.min(...certificates.map(({ daysLeft }) => daysLeft));
	const first = certificates.find(({ daysLeft }) => daysLeft === days);
	return first && [days < 0 ? "expired" : days < SOON_DAYS ? "expiring" : "ok", "Certificates", `${first.kind} ends in ${days} days`];
}

export async function show() {
	const { certificates } = await get("certificates");
	const authorities = [...new Set(certificates.map(({ ci }) => ci))];
	return {
		title: "Certificates",
		body: authorities.map((ci) => {
			const own = certificates.filter((certificate) => certificate.ci === ci);
			const root = own.filter(({ kind }) => kind === "CI"), below = own.filter(({ kind }) => kind !== "CI");
			return element("section", {}, element("h2", {}, "CI ", element("code", {}, ci)),
				element("div", { class: "chain" }, root.map(card), below.map(card)));
		}),
	};
}
