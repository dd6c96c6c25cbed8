// SPDX-License-Identifier: Apache-2.0
// Which page stands where, who is looking, and what goes wrong. Each server has its own pages and starts with run().
import { element, problem } from "../shared/dom.js";
import { ApiError, get, remove } from "./api.js";
import * as login from "./pages/login.js";

let pages = [], server = "", command = "";

export const account = { name: null, role: null };

export function may(...roles) {
	return roles.includes(account.role);
}

let leave = null; // what the page that is shown does when it goes

function show(...content) {
	const page = document.getElementById("page");
	page.replaceChildren(...content);
	page.focus({ preventScroll: true });
	scrollTo(0, 0);
}

function here() {
	return decodeURIComponent(location.hash.replace(/^#\/?/, "").split("?")[0]);
}

function drawBar(path) {
	const top = path.split("/")[0];
	document.getElementById("nav").replaceChildren(...pages
		.filter(({ title, roles }) => title && (!roles || roles.includes(account.role)))
		.map(({ title, link }) => element("a", { href: "#/" + link, "aria-current": link === top ? "page" : null }, title)));
	document.getElementById("who").replaceChildren(`${account.name} (${account.role})`,
		element("button", { onclick: logOut }, "Log out"));
	document.getElementById("bar").hidden = false;
	document.getElementById("nav").classList.remove("open");
}

async function logOut() {
	await remove("session");
	Object.assign(account, { name: null, role: null });
	location.hash = "#/";
	route();
}

async function whoAmI() {
	if (!account.role)
		Object.assign(account, await get("session"));
}

async function route() {
	const path = here();
	leave?.();
	leave = null;
	const link = path.match(/^link=(\w+)$/);
	if (link) {
		document.getElementById("bar").hidden = true;
		show(...login.byLink(link[1], route));
		return;
	}
	try {
		await whoAmI();
		const found = pages.find((entry) => entry.path.test(path));
		drawBar(path);
		if (!found)
			return show(element("h1", {}, "There is no such page"), element("a", { href: "#/" }, "To the start"));
		const parameters = path.match(found.path).slice(1);
		const content = await found.page.show(...parameters);
		leave = content.leave ?? null;
		document.title = `${content.title} · Provisim ${server}`;
		show(element("h1", {}, content.title), ...content.body);
	} catch (error) {
		if (error instanceof ApiError && error.status === 401) {
			Object.assign(account, { name: null, role: null });
			document.getElementById("bar").hidden = true;
			show(...login.byPassword(route, command));
		} else {
			show(element("h1", {}, "This did not work"), problem(error),
				element("div", { class: "actions" }, element("button", { onclick: route }, "Try again")));
		}
	}
}

// Shows the page anew, after something was changed.
export const reload = route;

// The server's name, the command that runs it, and its pages in the order of the menu; those without a title are reached from
// others. `roles`: who may come; all if not said.
export function run(name, program, entries) {
	server = name;
	command = program;
	pages = entries;
	document.getElementById("menu").addEventListener("click", (event) => {
		const open = document.getElementById("nav").classList.toggle("open");
		event.target.setAttribute("aria-expanded", open);
	});
	addEventListener("hashchange", route);
	route();
}
