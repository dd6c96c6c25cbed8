// SPDX-License-Identifier: Apache-2.0
// Things that are done: buttons that say beside them what went wrong, questions before what cannot be undone, lists as files.
import { dialog, element, field, form, problem } from "../shared/dom.js";

// A button and the place where its trouble is told.
export function button(title, act, kind = "") {
	const trouble = element("span");
	const made = element("button", { class: kind, onclick: async () => {
		made.disabled = true;
		trouble.replaceChildren();
		try {
			await act();
		} catch (error) {
			trouble.replaceChildren(problem(error));
		} finally {
			made.disabled = false;
		}
	} }, title);
	return [made, trouble];
}

// Asks before it is done, and tells in the same place why it could not be.
export function sure(title, sentence, act) {
	const opened = dialog(title, element("p", {}, sentence), form([], title, async () => {
		await act();
		opened.close();
	}));
}

// A list to be chosen, dropped or pasted: fields of a form. `text()` gives what is there then.
export function listField(label, example) {
	const area = element("textarea", { name: "list", rows: 6, spellcheck: "false", placeholder: example });
	const take = async (file) => {
		if (file)
			area.value = await file.text();
	};
	const chosen = element("input", { type: "file", accept: ".csv,text/csv", onchange: () => take(chosen.files[0]) });
	area.addEventListener("dragover", (event) => event.preventDefault());
	area.addEventListener("drop", (event) => {
		event.preventDefault();
		take(event.dataTransfer.files[0]);
	});
	return {
		fields: [field(`${label}: choose a file`, chosen), field("or drop it here, or paste it", area)],
		text: () => area.value,
	};
}

// Gives a text to the person as a file.
export function save(name, text) {
	const place = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
	const link = element("a", { href: place, download: name });
	link.click();
	setTimeout(() => URL.revokeObjectURL(place), 1000);
}

// The names of all types, for a form.
export function choice(name, names, empty) {
	return element("select", { name }, empty !== undefined && element("option", { value: "" }, empty),
		names.map((one) => element("option", {}, one)));
}
