// SPDX-License-Identifier: Apache-2.0
// The admin API (openapi.json) as functions. Every failure is an Error with a sentence for people.

const BASE = "api/v1/";

export class ApiError extends Error {
	constructor(status, problem) {
		super(sentence(status, problem));
		this.status = status;
		this.codes = problem.subjectCode ? `${problem.subjectCode}-${problem.reasonCode}` : "";
	}
}

function sentence(status, problem) {
	const codes = problem.subjectCode ? ` (${problem.subjectCode}-${problem.reasonCode})` : "";
	return (problem.detail ?? problem.title ?? `The server answered HTTP ${status}.`) + codes;
}

async function call(method, path, body) {
	const headers = { "X-Provisim-Request": "1" };
	if (body !== undefined)
		headers["Content-Type"] = "application/json";
	let answer;
	try {
		answer = await fetch(BASE + path, {
			method, headers, credentials: "same-origin", cache: "no-store",
			body: body === undefined ? undefined : JSON.stringify(body),
		});
	} catch {
		throw new Error("The server cannot be reached: is it running?");
	}
	const text = await answer.text();
	let content = null;
	if (text && (answer.headers.get("Content-Type") ?? "").includes("json"))
		content = JSON.parse(text);
	if (!answer.ok)
		throw new ApiError(answer.status, content ?? {});
	return content ?? text;
}

// A file as the API takes it: base64 of its octets.
export async function base64(file) {
	const octets = new Uint8Array(await file.arrayBuffer());
	let text = "";
	for (let at = 0; at < octets.length; at += 0x8000)
		text += String.fromCharCode(...octets.subarray(at, at + 0x8000));
	return btoa(text);
}

export const get = (path) => call("GET", path);
export const post = (path, body = {}) => call("POST", path, body);
export const patch = (path, body) => call("PATCH", path, body);
export const remove = (path) => call("DELETE", path);

// { state: "released", after: "" } → "?state=released"
export function query(values) {
	const set = Object.entries(values).filter(([, value]) => value !== "" && value !== null && value !== undefined);
	return set.length > 0 ? "?" + new URLSearchParams(set) : "";
}
