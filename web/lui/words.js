// SPDX-License-Identifier: Apache-2.0
// Texts in the language of whoever looks, from one table per language.
import { said } from "../shared/dom.js";

export const languages = { en: "English", ja: "日本語" };

const STORED = "provisim-language";
let table = {};

export function language() {
	const wanted = [localStorage.getItem(STORED), ...navigator.languages].filter(Boolean);
	return wanted.map((name) => name.split("-")[0]).find((name) => name in languages) ?? "en";
}

export async function loadWords(choice) {
	if (choice)
		localStorage.setItem(STORED, choice);
	table = (await import(`./words/${language()}.js`)).default;
	document.documentElement.lang = language();
	Object.assign(said, { close: t("close"), copied: t("copied") });
}

// t("home.messages", { count: 2 }): the text of that name, with {count} filled in.
export function t(name, values = {}) {
	return table[name].replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

export const has = (name) => name in table;
export const number = (value) => new Intl.NumberFormat(language()).format(value);
