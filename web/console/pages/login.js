// SPDX-License-Identifier: Apache-2.0
import { element, field, form } from "../../shared/dom.js";
import { post } from "../api.js";

export function byPassword(done, command) {
	return [
		element("h1", {}, "Log in"),
		form([
			field("Name", element("input", { name: "name", autocomplete: "username", required: true, autofocus: true })),
			field("Password", element("input", { name: "password", type: "password", autocomplete: "current-password", required: true })),
		], "Log in", async (values) => {
			await post("session", values);
			await done();
		}),
		element("p", { class: "hint" }, "No account yet? ", element("code", {}, `${command} user add NAME --role operator`),
			" prints a link that works once."),
	];
}

// By a link that was printed for somebody, to choose a password.
export function byLink(token, done) {
	const again = element("input", { type: "password", autocomplete: "new-password", required: true });
	return [
		element("h1", {}, "Choose a password"),
		element("p", {}, "This link works once. The password must have at least twelve characters."),
		form([
			field("Name", element("input", { name: "name", autocomplete: "username" }), "Leave it empty if the link was made for a name."),
			field("Password", element("input", { name: "password", type: "password", minlength: 12, autocomplete: "new-password", required: true })),
			field("The same again", again),
		], "Set it and log in", async ({ name, password }) => {
			if (password !== again.value)
				throw new Error("The two passwords are not the same.");
			const account = await post("links/use", name ? { token, name, password } : { token, password });
			await post("session", { name: account.name, password });
			history.replaceState(null, "", "#/");
			await done();
		}),
	];
}
