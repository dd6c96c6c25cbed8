// SPDX-License-Identifier: Apache-2.0
// One box for whatever holds a code: text, link, file, picture, camera, screen.
import { element, facts, problem } from "../../shared/dom.js";
import { readCode } from "../api.js";
import { state } from "../app.js";
import { t } from "../words.js";
import { begin } from "./request.js";

const FRAME_EVERY = 700; // milliseconds
const OCTETS_MAXIMUM = 10 << 20, SIDE_MAXIMUM = 3000; // of a picture

// What the program reads is PNG and JPEG; browsers know more, and may make smaller ones.
async function asPicture(source, width, height, type = "image/png") {
	const scale = Math.min(1, SIDE_MAXIMUM / Math.max(width, height));
	const canvas = new OffscreenCanvas(width * scale, height * scale);
	canvas.getContext("2d").drawImage(source, 0, 0, canvas.width, canvas.height);
	return canvas.convertToBlob({ type, quality: .9 });
}

async function content(file) {
	if (!file.type.startsWith("image/"))
		return file.text();
	if (/png|jpeg/.test(file.type) && file.size < OCTETS_MAXIMUM)
		return file;
	const picture = await createImageBitmap(file);
	return asPicture(picture, picture.width, picture.height, "image/jpeg");
}

// What the program says of a file is said of what was dropped here.
const OWN_WORDS = [[/holds no activation code/, "add.no-code"], [/is no QR code/, "add.no-qr"], [/give the one that is meant|holds several/, "add.several"],
	[/format that is not known/, "add.unknown-format"], [/standard input cannot be read/i, "add.bad-picture"]];

function inOwnWords(error) {
	const found = OWN_WORDS.find(([pattern]) => pattern.test(error.message ?? ""));
	return found ? new Error(t(found[1])) : error;
}

function confirmed(code) {
	return element("div", { class: "card" }, element("p", { role: "status" }, element("b", {}, "✓ "), t("add.understood")),
		facts([[t("server"), element("code", {}, code.server)],
			[t("add.order"), code.matchingId ? element("code", {}, code.matchingId) : t("add.by-eid")],
			[t("confirmation-code"), code.confirmationCode ? t("add.will-be-asked") : null]]),
		element("p", { class: "hint" }, t("add.learns")),
		element("div", { class: "actions" }, element("button", { class: "main", id: "go-on",
			onclick: () => begin("profile download", [code.code]) }, t("add.go-on"))));
}

function box() {
	const answer = element("div", { "aria-live": "polite" });
	const text = element("textarea", { "aria-label": t("add.box"), placeholder: "LPA:1$smdp.example.com$ABCD-1234", spellcheck: "false",
		autocomplete: "off", rows: 2 });
	const file = element("input", { type: "file", accept: "image/*,text/*", hidden: true, id: "file" });
	const video = element("video", { hidden: true, muted: true, playsinline: true });
	let stream = null, delay = 0;

	const stop = () => {
		stream?.getTracks().forEach((track) => track.stop());
		stream = null;
		video.hidden = true;
	};
	const say = (error) => answer.replaceChildren(problem(inOwnWords(error)));
	const read = async (what) => {
		try {
			const code = await readCode(what);
			answer.replaceChildren(confirmed(code));
			return true;
		} catch (error) {
			if (!stream)
				say(error);
			return false;
		}
	};
	const open = async (wanted) => {
		stop();
		stream = await wanted;
		video.srcObject = stream;
		video.hidden = false;
		await video.play();
	};
	const frame = (type) => asPicture(video, video.videoWidth, video.videoHeight, type);
	const camera = async () => {
		await open(navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }));
		while (stream && !await read(await frame("image/jpeg")))
			await new Promise((resolve) => setTimeout(resolve, FRAME_EVERY));
		stop();
	};
	const screen = async () => {
		await open(navigator.mediaDevices.getDisplayMedia({ video: true }));
		const picture = await frame("image/png");
		stop();
		await read(picture);
	};
	const attempt = (what) => () => what().catch((error) => {
		stop();
		say(error.name === "NotAllowedError" ? t("add.not-allowed") : error);
	});
	const take = async (transfer, event) => {
		const found = [...transfer.files][0];
		if (!found)
			return;
		event.preventDefault();
		await read(await content(found));
	};
	text.addEventListener("input", () => {
		clearTimeout(delay);
		answer.replaceChildren();
		if (text.value.trim())
			delay = setTimeout(() => read(text.value), 300);
	});
	file.addEventListener("change", () => file.files[0] && content(file.files[0]).then(read, say));
	const place = element("div", { class: "drop", id: "drop" }, text, video, file, element("div", { class: "ways" },
		element("button", { onclick: () => file.click() }, t("add.file")),
		element("button", { onclick: attempt(camera) }, t("add.camera")),
		navigator.mediaDevices?.getDisplayMedia && element("button", { onclick: attempt(screen) }, t("add.screen"))),
		element("p", { class: "hint" }, t("add.stays")));
	for (const [name, over] of [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]])
		place.addEventListener(name, (event) => {
			event.preventDefault();
			place.classList.toggle("over", over);
		});
	place.addEventListener("drop", (event) => take(event.dataTransfer, event).catch(say));
	const paste = (event) => take(event.clipboardData, event).catch(say);
	document.addEventListener("paste", paste);
	const leave = () => {
		stop();
		document.removeEventListener("paste", paste);
	};
	return { place, answer, text, read, leave };
}

export function show() {
	const { place, answer, text, read, leave } = box();
	const given = state.given;
	state.given = null;
	return {
		title: t("add.title"),
		leave,
		shown: () => {
			text.focus();
			if (given) {
				text.value = given;
				read(given);
			}
		},
		body: [
			element("h1", {}, t("add.title")),
			given && element("p", { class: "notice" }, t("add.by-link")),
			element("p", {}, t("add.text")), place, answer,
			element("section", { class: "card" }, element("h2", {}, t("add.search")), element("p", {}, t("add.search.text")),
				element("button", { onclick: () => begin("discover", []) }, t("add.search.begin"))),
		].filter(Boolean),
	};
}
