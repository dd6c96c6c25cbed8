// SPDX-License-Identifier: Apache-2.0
// Which page stands where, who is looking, and what goes wrong.
import { element, problem } from "../shared/dom.js";
import { ApiError, get, remove } from "./api.js";
import * as login from "./pages/login.js";
import * as start from "./pages/start.js";
import * as profiles from "./pages/profiles.js";
import * as profile from "./pages/profile.js";
import * as types from "./pages/types.js";
import * as batches from "./pages/batches.js";
import * as operators from "./pages/operators.js";
import * as fleet from "./pages/fleet.js";
import * as certificates from "./pages/certificates.js";
import * as sessions from "./pages/sessions.js";
import * as audit from "./pages/audit.js";
import * as users from "./pages/users.js";

// In the order of the menu; those without a title are reached from others. `roles`: who may come; all if not said.
const pages = [
	{ path: /^$/, title: "Start", link: "", page: start },
	{ path: /^profiles$/, title: "Profiles", link: "profiles", page: profiles },
	{ path: /^profiles\/([^/]+)$/, page: profile },
	{ path: /^types$/, title: "Types", link: "types", page: types, roles: ["operator", "auditor"] },
	{ path: /^types\/([^/]+)$/, page: types.one },
	{ path: /^batches$/, title: "Batches", link: "batches", page: batches, roles: ["operator", "auditor"] },
	{ path: /^fleet$/, title: "Fleet", link: "fleet", page: fleet },
	{ path: /^operators$/, title: "Operators", link: "operators", page: operators, roles: ["operator", "auditor"] },
	{ path: /^operators\/([^/]+)$/, page: operators.one },
	{ path: /^certificates$/, title: "Certificates", link: "certificates", page: certificates },
	{ path: /^sessions$/, title: "Sessions", link: "sessions", page: sessions },
	{ path: /^audit$/, title: "Audit", link: "audit", page: audit, roles: ["operator", "auditor"] },
	{ path: /^users$/, title: "Users", link: "users", page: users, roles: ["operator"] },
];

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
		document.title = `${content.title} · Provisim SM-DP+`;
		show(element("h1", {}, content.title), ...content.body);
	} catch (error) {
		if (error instanceof ApiError && error.status === 401) {
			Object.assign(account, { name: null, role: null });
			document.getElementById("bar").hidden = true;
			show(...login.byPassword(route));
		} else {
			show(element("h1", {}, "This did not work"), problem(error),
				element("div", { class: "actions" }, element("button", { onclick: route }, "Try again")));
		}
	}
}

// Shows the page anew, after something was changed.
export const reload = route;

document.getElementById("menu").addEventListener("click", (event) => {
	const open = document.getElementById("nav").classList.toggle("open");
	event.target.setAttribute("aria-expanded", open);
});
addEventListener("hashchange", route);
route();
