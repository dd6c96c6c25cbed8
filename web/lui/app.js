// SPDX-License-Identifier: Apache-2.0
// Which page stands where, and what goes wrong.
import { element, problem } from "../shared/dom.js";
import { ApiError, get, openSession } from "./api.js";
import { current, follow } from "./follow.js";
import { loadWords, t } from "./words.js";
import * as home from "./pages/home.js";
import * as request from "./pages/request.js";

// In the order of the menu; those without a name are reached from others. What is not needed at once is loaded when it is.
const pages = [
	{ path: /^$/, name: "home", link: "", page: () => home },
	{ path: /^add$/, name: "add", link: "add", page: () => import("./pages/add.js") },
	{ path: /^messages$/, name: "messages", link: "messages", page: () => import("./pages/messages.js") },
	{ path: /^card$/, name: "card", link: "card", page: () => import("./pages/card.js") },
	{ path: /^trace$/, name: "trace", link: "trace", page: () => import("./pages/trace.js") },
	{ path: /^settings$/, name: "settings", link: "settings", page: () => import("./pages/settings.js") },
	{ path: /^profile\/(\d+)$/, page: () => import("./pages/profile.js") },
	{ path: /^request$/, page: () => request },
];

export const state = { given: null };

const THEME = "provisim-theme";
let shown = null; // what the page that is shown can do: told(), leave()

export function theme(choice) {
	if (choice !== undefined)
		localStorage.setItem(THEME, choice);
	const chosen = localStorage.getItem(THEME) ?? "";
	if (chosen)
		document.documentElement.dataset.theme = chosen;
	else
		delete document.documentElement.dataset.theme;
	return chosen;
}

function put(title, ...content) {
	const page = document.getElementById("page");
	document.title = `${title} · Provisim eSIM`;
	page.replaceChildren(...content);
	page.focus({ preventScroll: true });
	scrollTo(0, 0);
}

const here = () => decodeURIComponent(location.hash.replace(/^#\/?/, ""));

export function go(path) {
	if (here() === path)
		route();
	else
		location.hash = "#/" + path;
}

function drawBar(path) {
	document.getElementById("skip").textContent = t("skip");
	document.getElementById("menu").textContent = t("menu");
	document.getElementById("nav").setAttribute("aria-label", t("menu"));
	document.getElementById("nav").replaceChildren(...pages.filter(({ name }) => name).map(({ name, link }) =>
		element("a", { href: "#/" + link, "aria-current": link === path ? "page" : null }, t("nav." + name))));
	document.getElementById("bar").hidden = false;
	document.getElementById("nav").classList.remove("open");
	document.getElementById("menu").setAttribute("aria-expanded", "false");
}

function drawBanner() {
	const busy = current.request && !current.request.ended && here() !== "request";
	document.getElementById("banner").replaceChildren(...[
		current.lost && element("p", {}, t("gone")),
		busy && element("p", {}, t("busy"), " ", element("a", { href: "#/request" }, t("busy.show"))),
	].filter(Boolean));
}

function shut() {
	document.getElementById("bar").hidden = true;
	put(t("shut.title"), element("h1", {}, t("shut.title")), element("div", { class: "card" },
		element("p", {}, t("shut.text")), element("p", {}, element("code", {}, "provisim lpa web --open"))));
}

function failed(error) {
	if (error instanceof ApiError && error.status === 401)
		return shut();
	put(t("failed.title"), element("h1", {}, t("failed.title")), problem(error),
		element("div", { class: "actions" }, element("button", { class: "main", onclick: route }, t("again")),
			element("a", { class: "button", href: "#/card" }, t("failed.doctor"))));
}

export async function route() {
	const path = here();
	shown?.leave?.();
	shown = null;
	drawBar(path);
	drawBanner();
	const found = pages.find((entry) => entry.path.test(path)) ?? pages[0];
	try {
		const page = await found.page();
		const content = await page.show(...(path.match(found.path) ?? []).slice(1));
		if (here() !== path)
			return content.leave?.();
		shown = content;
		put(content.title, ...content.body);
		content.shown?.();
	} catch (error) {
		failed(error);
	}
}

function told() {
	drawBanner();
	shown?.told?.();
	if (current.request && !current.request.ended && here() === "")
		go("request");
}

async function begin() {
	theme();
	await loadWords();
	const link = here().match(/^link=(\w+)$/);
	try {
		if (link) {
			history.replaceState(null, "", "#/");
			await openSession(link[1]);
		}
		Object.assign(state, await get("state"));
	} catch (error) {
		return error.status === 401 || error.status === 403 ? shut() : failed(error);
	}
	if (state.given)
		history.replaceState(null, "", "#/add");
	follow(told);
	addEventListener("hashchange", route);
	await route();
}

document.getElementById("menu").addEventListener("click", (event) => {
	const open = document.getElementById("nav").classList.toggle("open");
	event.target.setAttribute("aria-expanded", open);
});
begin();
