// SPDX-License-Identifier: Apache-2.0
// What went between card and servers: the last requests, secrets hidden.
import { copy, element } from "../../shared/dom.js";
import { get } from "../api.js";
import { t } from "../words.js";

const LOOKS = /list|info|kept|show|doctor/;

export async function show() {
	const { traces } = await get("state");
	const text = element("pre", { class: "trace card", tabindex: 0, "aria-label": t("nav.trace") });
	const choice = element("select", { "aria-label": t("trace.which") }, traces.toReversed().map(({ number, at, command }) =>
		element("option", { value: String(number) }, `${new Date(at * 1000).toLocaleTimeString()} · ${command}`)));
	const load = async () => {
		text.textContent = await get(`trace?number=${choice.value}`);
	};
	choice.addEventListener("change", load);
	// Lists are read with every page: what is looked for is what was done.
	const wanted = traces.findLast(({ command }) => !LOOKS.test(command));
	if (wanted)
		choice.value = String(wanted.number);
	if (traces.length > 0)
		await load();
	return {
		title: t("nav.trace"),
		body: [
			element("h1", {}, t("nav.trace")), element("p", {}, t("trace.text")),
			...traces.length === 0 ? [element("p", { class: "card" }, t("trace.none"))] : [
				element("div", { class: "actions" }, choice, element("button", { onclick: () => copy(text.textContent) }, t("copy")),
					element("button", { onclick: () => {
						const link = element("a", { download: "trace.txt", href: `data:text/plain;charset=utf-8,${encodeURIComponent(text.textContent)}` });
						link.click();
					} }, t("trace.save"))), text],
		],
	};
}
