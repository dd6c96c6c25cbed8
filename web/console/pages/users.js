// SPDX-License-Identifier: Apache-2.0
// Accounts and what they may do.
import { copy, dialog, element, field, form, state, table, time } from "../../shared/dom.js";
import { get, post, remove } from "../api.js";
import { account, reload } from "../app.js";

const ROLES = { operator: "may do everything", support: "helps users: sees no keys and no codes", auditor: "reads everything, changes nothing" };

function showLink(token) {
	const whole = `${location.origin}/#link=${token}`;
	dialog("A link for one use", element("p", {}, "Give it to whom it is for. It ends by itself."),
		element("p", {}, element("code", {}, whole)),
		element("div", { class: "actions" }, element("button", { class: "main", onclick: () => copy(whole) }, "Copy the link")));
}

function addDialog() {
	const opened = dialog("Add an account", form([
		field("Name", element("input", { name: "name", required: true, pattern: "[A-Za-z0-9._\\-]+" })),
		field("Role", element("select", { name: "role" }, Object.entries(ROLES).map(([name, what]) =>
			element("option", { value: name }, `${name}: ${what}`)))),
	], "Add", async (values) => {
		const made = await post("users", values);
		opened.close();
		await reload();
		showLink(made.token);
	}));
}

export async function show() {
	const { accounts } = await get("users");
	return {
		title: "Users",
		body: [
			element("div", { class: "actions" }, element("button", { class: "main", onclick: addDialog }, "Add an account")),
			table([
				["Name", (user) => user.name],
				["Role", (user) => state(user.role)],
				["", (user) => !user.hasPassword ? "has not used its link yet" : user.disabled ? "disabled" : ""],
				["Since", (user) => time(user.createdAt)],
				["", (user) => user.name !== account.name && element("span", { class: "actions" },
					element("button", { onclick: async () => showLink((await post(`users/${encodeURIComponent(user.name)}/link`)).token) }, "New link"),
					element("button", { class: "danger", onclick: async () => {
						await remove(`users/${encodeURIComponent(user.name)}`);
						reload();
					} }, "Remove"))],
			], accounts, "There is nobody."),
		],
	};
}
