// SPDX-License-Identifier: Apache-2.0
// What the card has to report to operators: notifications.
import { dialog, element, facts, problem, toast } from "../../shared/dom.js";
import { call } from "../api.js";
import { route } from "../app.js";
import { number, t } from "../words.js";

const OPERATIONS = ["install", "enable", "disable", "delete"];

const operation = ({ profileManagementOperation: name }) => OPERATIONS.includes(name) ? t("message." + name) : name;

function look(message) {
	dialog(t("message.title", { number: number(message.seqNumber) }),
		facts([[t("message.what"), operation(message)], ["ICCID", element("code", {}, message.iccid)],
			[t("server"), element("code", {}, message.notificationAddress)], [t("message.result"), message.result],
			[t("message.meaning"), message.sentence]]));
}

function remove(message) {
	const trouble = element("div");
	const opened = dialog(t("message.remove.title"), element("p", {}, t("message.remove.text")),
		element("p", { class: "notice" }, t(`message.loss.${OPERATIONS.includes(message.profileManagementOperation)
			? message.profileManagementOperation : "other"}`)), trouble,
		element("div", { class: "actions" }, element("button", { class: "danger", onclick: async () => {
			try {
				await call("notification remove", [String(message.seqNumber)], { yes: true });
				opened.close();
				route();
			} catch (error) {
				trouble.replaceChildren(problem(error));
			}
		} }, t("message.remove.yes"))));
}

export async function show() {
	const waiting = await call("notification list");
	const messages = waiting.length > 0 ? await call("notification show", [], { all: true }) : [];
	const trouble = element("div");
	const send = (numbers) => async (event) => {
		event.target.disabled = true;
		try {
			await call("notification send", numbers, numbers.length > 0 ? {} : { all: true });
			toast(t("message.sent"));
			route();
		} catch (error) {
			event.target.disabled = false;
			trouble.replaceChildren(problem(error));
		}
	};
	return {
		title: t("nav.messages"),
		body: [
			element("div", { class: "head" }, element("h1", {}, t("nav.messages")),
				messages.length > 0 && element("button", { class: "main", onclick: send([]) }, t("message.send-all"))),
			element("p", {}, t("message.text")), trouble,
			messages.length === 0 && element("p", { class: "card" }, t("message.none")),
			...messages.map((message) => element("div", { class: "card" },
				element("b", {}, `${number(message.seqNumber)} · ${operation(message)}`),
				element("div", { class: "hint" }, element("code", {}, message.iccid), " → ", element("code", {}, message.notificationAddress)),
				element("div", { class: "actions" }, element("button", { onclick: send([String(message.seqNumber)]) }, t("message.send")),
					element("button", { onclick: () => look(message) }, t("message.show")),
					element("button", { class: "danger", onclick: () => remove(message) }, t("message.remove"))))),
		].filter(Boolean),
	};
}
