// SPDX-License-Identifier: Apache-2.0
// Elements out of plain values. Nothing that comes from the server is ever read as HTML.

// element("a", { href: "#/" , onclick: … }, "text", [more], null)
export function element(name, attributes = {}, ...children) {
	const made = document.createElement(name);
	for (const [key, value] of Object.entries(attributes)) {
		if (value === null || value === undefined || value === false)
			continue;
		if (key.startsWith("on"))
			made.addEventListener(key.slice(2), value);
		else if (key === "value" || key === "checked" || key === "disabled")
			made[key] = value;
		else
			made.setAttribute(key, value === true ? "" : value);
	}
	made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
	return made;
}

// What this file itself says; pages in other languages set it anew.
export const said = { close: "Close", copied: "Copied." };

const states = {
	installed: "good", enabled: "good", released: "good", delivered: "good", operator: "good", valid: "good", ok: "good", published: "good",
	error: "bad", "given up": "bad", expired: "bad", revoked: "bad", failed: "bad", refused: "bad", dropped: "bad", "given-up": "bad",
	downloaded: "warn", waits: "warn", disabled: "warn", expiring: "warn", filling: "warn",
};

export function state(name) {
	return element("span", { class: `state ${states[name] ?? ""}` }, name);
}

export function time(seconds) {
	if (!seconds)
		return "";
	const date = new Date(seconds * 1000);
	return element("time", { datetime: date.toISOString(), title: date.toISOString() }, date.toLocaleString());
}

// columns: [["Title", row => content, "class"]]
export function table(columns, rows, empty) {
	if (rows.length === 0)
		return element("p", { class: "card" }, empty);
	return element("div", { class: "wide" }, element("table", {},
		element("thead", {}, element("tr", {}, columns.map(([title]) => element("th", { scope: "col" }, title)))),
		element("tbody", {}, rows.map((row) => element("tr", {}, columns.map(([, content, kind]) =>
			element("td", { class: kind }, content(row))))))));
}

// A number with what it counts, and where more of it stands.
export function tile(number, what, link) {
	const content = [element("b", {}, String(number)), element("span", {}, what)];
	return link ? element("a", { class: "tile", href: link }, content) : element("div", { class: "tile" }, content);
}

export function facts(pairs) {
	return element("dl", { class: "facts" }, pairs.filter(([, value]) => value !== null && value !== undefined && value !== "")
		.map(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
}

export function toast(text) {
	const note = element("p", {}, text);
	document.getElementById("toasts").append(note);
	setTimeout(() => note.remove(), 6000);
}

export function problem(error) {
	return element("p", { class: "problem", role: "alert" }, error.message ?? String(error));
}

// A field of a form: label and control in one.
export function field(label, control, hint) {
	return element("label", {}, label, control, hint && element("span", { class: "hint" }, hint));
}

// A form whose button waits for the answer, and which shows what went wrong where it was sent.
export function form(fields, button, send, kind = "main") {
	const trouble = element("div");
	const submit = element("button", { class: kind, type: "submit" }, button);
	const made = element("form", { class: "stack" }, fields, trouble, element("div", { class: "actions" }, submit));
	made.addEventListener("submit", async (event) => {
		event.preventDefault();
		submit.disabled = true;
		trouble.replaceChildren();
		try {
			await send(Object.fromEntries(new FormData(made)), made);
		} catch (error) {
			trouble.replaceChildren(problem(error));
		} finally {
			submit.disabled = false;
		}
	});
	return made;
}

// A dialog over the page; resolves when it is closed.
export function dialog(title, ...content) {
	const made = element("dialog", { "aria-label": title }, element("h2", {}, title), ...content,
		element("div", { class: "actions" }, element("button", { onclick: () => made.close() }, said.close)));
	document.body.append(made);
	made.addEventListener("close", () => made.remove());
	made.showModal();
	return made;
}

export async function copy(text) {
	await navigator.clipboard.writeText(text);
	toast(said.copied);
}
