// SPDX-License-Identifier: Apache-2.0
// What the program behind this page does, as functions. Every failure is an Error with a sentence for people.
import { toast } from "../shared/dom.js";
import { t } from "./words.js";

const KEY = "provisim-key";

export class ApiError extends Error {
	constructor(status, sentence) {
		super(sentence);
		this.status = status;
	}
}

// The card or a server said no.
export class Failure extends Error {
	constructor(payload) {
		super(typeof payload.data === "string" ? payload.data : payload.message);
		this.step = payload.message;
	}
}

async function send(method, path, body, type = "application/json") {
	const headers = { "X-Provisim-Request": "1", "X-Provisim-Key": localStorage.getItem(KEY) ?? "" };
	if (body !== undefined)
		headers["Content-Type"] = type;
	let answer;
	try {
		answer = await fetch("api/" + path, { method, headers, body, credentials: "same-origin", cache: "no-store" });
	} catch {
		throw new ApiError(0, t("gone"));
	}
	const text = await answer.text();
	const content = text && (answer.headers.get("Content-Type") ?? "").includes("json") ? JSON.parse(text) : text;
	if (!answer.ok)
		throw new ApiError(answer.status, content?.error ?? `HTTP ${answer.status}`);
	return content;
}

export const get = (path) => send("GET", path);
export const post = (path, body = {}) => send("POST", path, JSON.stringify(body));

export async function openSession(token) {
	const { key } = await post("session", { token });
	localStorage.setItem(KEY, key);
}

function unpack({ result, warnings }) {
	warnings.forEach(toast);
	if (result.payload.code !== 0)
		throw new Failure(result.payload);
	return result.payload.data;
}

// A command that is done soon: its result.
export async function call(command, argumentList = [], options = {}) {
	return unpack(await post("call", { command, arguments: argumentList, options }));
}

// One whose faults are its result.
export async function examine(command, argumentList = []) {
	return (await post("call", { command, arguments: argumentList })).result.payload.data;
}

// What a picture or a text says: { code, server, matchingId, oid, confirmationCode }.
export async function readCode(content) {
	return unpack(await send("POST", "code", content, content.type || "text/plain"));
}
