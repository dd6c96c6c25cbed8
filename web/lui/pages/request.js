// SPDX-License-Identifier: Apache-2.0
// A download or a search on its way: what it asks, how far it is, how it ended.
import { element, facts, field, form, problem, toast } from "../../shared/dom.js";
import { call, post } from "../api.js";
import { go } from "../app.js";
import { current, octets } from "../follow.js";
import { has, number, t } from "../words.js";
import { nameOf, picture, turn } from "./home.js";

// Which of the five named steps a message of the program belongs to.
const STEPS = ["card", "server", "offer", "fetch", "load"];
const STEP_OF = {
	es10b_get_euicc_challenge_and_info: 0, es10a_get_euicc_configured_addresses: 0, es10c_get_profiles_info: 0, es9p_handle_notification: 0,
	es9p_initiate_authentication: 1, es10b_authenticate_server: 1, es9p_authenticate_client: 1, es11_initiate_authentication: 1,
	es11_authenticate_client: 1, es8p_metadata_parse: 2, es10b_prepare_download: 2, es9p_get_bound_profile_package: 3,
	es10b_load_bound_profile_package: 4,
};

export async function begin(command, argumentList, options = {}) {
	await post("request", { command, arguments: argumentList, options }).catch((error) => toast(error.message));
	go("request");
}

export function resume(download) {
	return begin("profile download", [], { resume: true, ...(download && { server: download.server, "matching-id": download.matchingId }) });
}

const answer = (words) => post("answer", { request: current.request.id, answer: words });
const cancel = () => post("cancel", { request: current.request.id });
const dismiss = () => post("dismiss", { request: current.request.id });

// All that the events come to.
function look() {
	const found = { step: 0, octets: null, offer: null, question: null, result: null, warnings: [], cancelling: false };
	for (const event of current.events) {
		const { type, payload } = event;
		if (type === "progress") {
			found.step = STEP_OF[payload.message] ?? found.step;
			found.cancelling = payload.message.endsWith("cancel_session");
			if (octets(event))
				found.octets = payload.data;
			else if (payload.message === "es8p_metadata_parse" && payload.data)
				found.offer = payload.data;
		}
		if (type === "warning")
			found.warnings.push(payload.data);
		found.question = type === "question" ? payload : type === "warning" ? found.question : null;
		if (type === "lpa")
			found.result = payload;
	}
	return found;
}

// ---- questions ----

function rules(names) {
	return names.filter((name) => has("rule." + name.toUpperCase())).map((name) =>
		element("div", { class: "notice rule" }, element("b", {}, name.toUpperCase()), " ", t("rule." + name.toUpperCase())));
}

function offerFacts(offer, about) {
	return facts([[t("provider"), offer?.serviceProviderName], [t("server"), about && element("code", {}, about.server)],
		[t("class"), offer && t("class." + offer.profileClass)], ["ICCID", offer && element("code", {}, offer.iccid)]]);
}

function askOffer({ offer, question }) {
	return [element("h1", {}, t("offer.title")), element("div", { class: "card" },
		offer && element("div", { class: "profile" }, picture(offer), element("div", { class: "names" }, element("b", {}, nameOf(offer)))),
		offerFacts(offer, question.about), question.about?.confirmationCode && element("p", {}, t("offer.code"))),
	...rules(offer?.profilePolicyRules ?? []),
	element("div", { class: "actions" },
		element("button", { class: "main", onclick: () => answer("y") }, t("offer.yes")),
		element("button", { onclick: () => answer("l") }, t("offer.later")),
		element("button", { class: "danger", onclick: () => answer("n") }, t("offer.no"))),
	element("p", { class: "hint" }, t("offer.hint"))];
}

function askRule({ question }) {
	const { rule } = question.about;
	const agree = element("button", { class: "danger", disabled: true, onclick: () => answer(rule) }, t("rule.agree"));
	const sure = element("input", { type: "checkbox", onchange: () => { agree.disabled = !sure.checked; } });
	return [element("h1", {}, t("rule.title")), ...rules([rule]),
		element("label", { class: "check" }, sure, t("rule.sure." + rule)),
		element("div", { class: "actions" }, agree, element("button", { class: "main", onclick: () => answer("no") }, t("rule.refuse")))];
}

function askCode({ question }) {
	const { again, serverWords, wrongCodes } = question.about;
	const input = element("input", { name: "code", autocomplete: "off", required: true, autofocus: true });
	return [element("h1", {}, t("confirmation-code")),
		again && element("p", { class: "problem", role: "alert" }, t("code.wrong"), " ",
			serverWords ? t("code.server-says", { words: serverWords }) : t("code.wrong-so-far", { count: number(wrongCodes) })),
		element("p", {}, t("code.text")),
		element("div", { class: "card" }, form([field(t("confirmation-code"), input)], t("go-on"), ({ code }) => answer(code))),
		element("div", { class: "actions" }, element("button", { onclick: cancel }, t("cancel")))].filter(Boolean);
}

function askSearch() {
	return [element("h1", {}, t("search.title")), element("div", { class: "card" }, element("p", {}, t("search.text"))),
		element("div", { class: "actions" }, element("button", { class: "main", onclick: () => answer("y") }, t("search.yes")),
			element("button", { onclick: () => answer("n") }, t("cancel")))];
}

function askChoice({ question }) {
	return [element("h1", {}, t("choice.title", { count: number(question.about.length) })),
		form(element("fieldset", {}, element("legend", {}, t("choice.which")), question.about.map(({ rspServerAddress }, index) =>
			element("label", { class: "check" }, element("input", { type: "radio", name: "which", value: String(index + 1), required: true }),
				t("choice.one", { server: rspServerAddress, number: number(index + 1) }))),
		element("label", { class: "check" }, element("input", { type: "radio", name: "which", value: "a" }), t("choice.all"))),
		t("go-on"), ({ which }) => answer(which)),
		element("div", { class: "actions" }, element("button", { onclick: () => answer("n") }, t("choice.none")))];
}

function askOther({ question }) {
	return [element("h1", {}, t("question")), element("p", { class: "card" }, question.data),
		form([field(t("answer"), element("input", { name: "words", required: true }))], t("go-on"), ({ words }) => answer(words)),
		element("div", { class: "actions" }, element("button", { onclick: cancel }, t("cancel")))];
}

const askers = { offer: askOffer, rule: askRule, "confirmation code": askCode, search: askSearch, choice: askChoice };

// ---- progress ----

function counted({ octets: count }) {
	return count ? t("progress.bytes", { taken: number(count.octets), total: number(count.total), rate: number(count.perSecond ?? 0) }) : "";
}

function progress(found) {
	const marks = STEPS.map((name, index) => element("li", { class: index < found.step ? "done" : index === found.step ? "now" : "" ,
		"aria-current": index === found.step ? "step" : null },
	element("span", { class: "mark", "aria-hidden": "true" }, index < found.step ? "✓" : number(index + 1)), t("step." + name)));
	const bar = element("progress", { max: found.octets?.total ?? 1, value: found.octets?.octets ?? 0, "aria-label": t("step.load"),
		hidden: !found.octets });
	const isSearch = current.request.command === "discover";
	return [element("h1", {}, t(isSearch ? "progress.search" : "progress.title")),
		element("div", { class: "card" }, element("ol", { class: "steps" }, marks), bar, element("p", { class: "bytes", id: "bytes" }, counted(found))),
		element("div", { class: "actions" }, element("button", { onclick: (event) => {
			event.target.disabled = true;
			cancel();
		} }, t("cancel"))),
		element("p", { class: "hint" }, found.cancelling ? t("progress.cancelling") : current.request.waits ? t("progress.waits")
			: t("progress.hint"))];
}

// ---- the end ----

const RESUMABLE = / The code is still good: "[^"]*--resume" goes on\./;
const BY_USER = /^(You |The download was put off|Nobody was asked|The request was cancelled)/;
const CODES = /\(?\b(\d+(?:\.\d+)+)[/-](\d+(?:\.\d+)+)\)?/;

const capital = (text) => text && text[0].toUpperCase() + text.slice(1);

// What the catalogue knows beyond the sentence.
async function explained(sentence, place) {
	const codes = sentence.match(CODES);
	if (!codes)
		return;
	const [row] = await call("explain", [`${codes[1]}/${codes[2]}`]).catch(() => []);
	if (row)
		place.append(facts([[t("result.cause"), capital(row.cause)], [t("result.advice"), capital(row.advice)]]));
}

const MARKS = { good: "✓", bad: "!", quiet: "–" };

function outcome(kind, title) {
	return element("div", { class: "outcome" }, element("span", { class: `big ${kind}`, "aria-hidden": "true" }, MARKS[kind]),
		element("h1", {}, title));
}

const leave = (path) => async () => {
	await dismiss();
	go(path);
};

function failure({ result }) {
	const more = element("div");
	const sentence = String(result.data ?? result.message);
	const canResume = RESUMABLE.test(sentence);
	if (BY_USER.test(sentence) && !canResume)
		return [outcome("quiet", t("result.stopped")), element("p", { class: "card" }, sentence), element("div", { class: "actions" },
			element("button", { class: "main", onclick: leave("") }, t("result.home")))];
	explained(sentence, more);
	return [outcome("bad", t("result.failed")), problem(sentence.replace(RESUMABLE, "")),
		canResume && element("p", { class: "notice" }, t("result.resumable")), more,
		element("div", { class: "actions" },
			canResume && element("button", { class: "main", onclick: () => resume() }, t("resume")),
			element("button", { class: canResume ? "" : "main", onclick: leave("add") }, t("result.another")),
			element("button", { onclick: leave("") }, t("result.home")),
			element("a", { class: "button", href: "#/trace" }, t("result.trace")),
			element("a", { class: "button", href: "#/card" }, t("failed.doctor")))];
}

function installed({ offer, result }) {
	const iccid = result.data?.iccid ?? offer?.iccid;
	const trouble = element("div");
	const use = element("button", { class: "main", onclick: async () => {
		use.disabled = true;
		try {
			await turn({ iccid }, true);
			await dismiss();
			go("");
		} catch (error) {
			use.disabled = false;
			trouble.replaceChildren(problem(error));
		}
	} }, t("result.use"));
	return [outcome("good", t("result.installed")), offer && element("div", { class: "card profile" }, picture(offer),
		element("div", { class: "names" }, element("b", {}, nameOf(offer)), element("div", {}, offer.serviceProviderName))),
	element("p", {}, t("result.use.text")), trouble,
	element("div", { class: "actions" }, use, element("button", { onclick: leave("") }, t("result.not-now")))];
}

function searched({ result }) {
	const found = result.data?.length ?? 0;
	return [outcome(found > 0 ? "good" : "quiet", t(found > 0 ? "result.found" : "result.nothing", { count: number(found) })),
		element("p", {}, t(found > 0 ? "result.found.text" : "result.nothing.text")),
		element("div", { class: "actions" }, element("button", { class: "main", onclick: leave("") }, t("result.home")))];
}

function end(found) {
	const body = found.result.code !== 0 ? failure(found) : current.request.command === "discover" ? searched(found) : installed(found);
	return [...body, ...found.warnings.map((text) => element("p", { class: "notice" }, capital(text)))];
}

function nothing() {
	return [element("h1", {}, t("request.none")), element("a", { class: "button", href: "#/" }, t("result.home"))];
}

// A question that stands is not drawn anew under the fingers of whoever answers it.
function kindOf(found) {
	if (!current.request)
		return "nothing";
	if (found.result)
		return "end";
	return found.question ? `question ${current.events.length}` : `progress ${found.step} ${found.cancelling} ${current.request.waits}`;
}

function draw(found) {
	if (!current.request)
		return nothing();
	if (found.result)
		return end(found);
	return found.question ? (askers[found.question.kind] ?? askOther)(found) : progress(found);
}

// Whoever works by keyboard or by ear is led to what is new.
function attend(place) {
	const title = place.querySelector("h1");
	title.tabIndex = -1;
	(place.querySelector("[autofocus]") ?? title).focus({ preventScroll: true });
}

export function show() {
	let found = look(), kind = kindOf(found);
	const place = element("div", { id: "request" }, draw(found));
	const told = () => {
		found = look();
		const isNew = kindOf(found) !== kind;
		kind = kindOf(found);
		if (isNew) {
			place.replaceChildren(...draw(found).flat().filter(Boolean));
			attend(place);
		} else if (found.octets && place.querySelector("progress")) {
			Object.assign(place.querySelector("progress"), { max: found.octets.total, value: found.octets.octets, hidden: false });
			place.querySelector("#bytes").textContent = counted(found);
		}
	};
	return { title: t("request.title"), body: [place], told };
}
