// SPDX-License-Identifier: Apache-2.0
// Downloads that are under way.
import { element, state, table, time } from "../../shared/dom.js";
import { get } from "../api.js";

const WATCHING_MILLISECONDS = 3000;

function draw(sessions) {
	return table([
		["Transaction", (session) => element("code", {}, session.transactionId)],
		["ICCID", (session) => session.iccid && element("a", { class: "mono", href: `#/profiles/${session.iccid}` }, session.iccid)],
		["EID", (session) => element("code", {}, session.eid ?? "")],
		["Step", (session) => state(session.step)],
		["Begun", (session) => time(session.startedAt)],
		["Failed", (session) => session.errorSubjectCode ? `${session.errorSubjectCode}-${session.errorReasonCode}` : ""],
	], sessions, "Nobody is downloading.");
}

export async function show() {
	const place = element("div", {}, draw((await get("sessions")).sessions));
	const watch = setInterval(async () => {
		try {
			place.replaceChildren(draw((await get("sessions")).sessions));
		} catch {
			clearInterval(watch);
		}
	}, WATCHING_MILLISECONDS);
	return { title: "Sessions", leave: () => clearInterval(watch), body: [place] };
}
