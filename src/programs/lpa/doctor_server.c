/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/hex.h"
#include "crypto/certificate.h"
#include "io/server_probe.h"
#include "io/system_clock.h"
#include "programs/lpa/doctor.h"

enum { PROBE_PATIENCE = 10000 /* milliseconds */, CLOCK_TOLERANCE = 300 /* seconds */, DATE_SIZE = 32 };

/* As libcurl reads it: names with commas, each for itself and what is below it. */
static bool is_excepted(struct text host, struct text list)
{
	while (list.size > 0) {
		struct text name = text_trimmed(text_cut(&list, ','));
		while (text_starts_with(name, TEXT(".")))
			name = bytes_text(bytes_after(text_bytes(name), 1));
		if (text_equal(name, TEXT("*")) || text_equal_ignoring_case(name, host))
			return true;
		if (name.size == 0 || name.size >= host.size)
			continue;
		struct text end = { host.data + (host.size - name.size), name.size };
		if (end.data[-1] == '.' && text_equal_ignoring_case(name, end))
			return true;
	}
	return false;
}

/* A proxy is but a tunnel: the TLS ends in the LPA (SGP.22 2.6.6). */
static bool goes_through_proxy(struct doctor *doctor)
{
	static const char *const names[] = { "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" };
	const char *exceptions = getenv("no_proxy");
	struct text host = address_host(doctor->address);
	if (is_excepted(host, text_from(exceptions ? exceptions : getenv("NO_PROXY"))))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *value = getenv(names[i]);
		if (value && *value) {
			doctor_note(doctor, "proxy", FINDING_WARNING, NULL,
			            "Requests go through the proxy of %s, and so only what it answers is looked at.", names[i]);
			return true;
		}
	}
	return false;
}

static void print_date(int64_t when, char out[DATE_SIZE])
{
	time_t seconds = (time_t)when;
	struct tm broken;
	if (!gmtime_r(&seconds, &broken) || strftime(out, DATE_SIZE, "%Y-%m-%d %H:%M:%S UTC", &broken) == 0)
		snprintf(out, DATE_SIZE, "?");
}

static bool look_at_reach(struct doctor *doctor, const struct server_probe *probe)
{
	static const struct {
		const char *check, *advice, *sentence;
	} faults[] = {
		[PROBE_NOTHING] = { "name", "Check the address for a typing error, and this machine's DNS.",
		                    "has a name that is not known here" },
		[PROBE_RESOLVED] = { "port", "Check the port of the address, and let the firewall through to it.",
		                     "cannot be connected to" },
		[PROBE_CONNECTED] = { "TLS", "Check the port: this one does not speak TLS as SGP.22 wants it.",
		                      "does not do TLS" },
		[PROBE_SECURED] = { "HTTP", "Check the port: this one does not answer to HTTP.", "does not answer" },
	};
	if (probe->stage == PROBE_ANSWERED) {
		doctor_note(doctor, "connection", FINDING_GOOD, NULL, "The server %.*s can be reached, and does TLS and HTTP.",
		            TEXT_ARGUMENTS(doctor->address));
		return true;
	}
	doctor_note(doctor, faults[probe->stage].check, FINDING_FAULT, faults[probe->stage].advice, "The server %.*s %s: %s.",
	            TEXT_ARGUMENTS(doctor->address), faults[probe->stage].sentence, probe->fault);
	return false;
}

/* A server that does not tell the time has a certificate, which tells at least a span of it. */
static void look_at_clock(struct doctor *doctor, int64_t now, const struct server_probe *probe)
{
	char here[DATE_SIZE], there[DATE_SIZE];
	print_date(now, here);
	if (probe->date == 0)
		return;
	print_date(probe->date, there);
	int64_t apart = now > probe->date ? now - probe->date : probe->date - now;
	if (apart > CLOCK_TOLERANCE)
		doctor_note(doctor, "clock", FINDING_FAULT, "Set this machine's clock.",
		            "This machine's clock says %s, and the server's %s.", here, there);
	else
		doctor_note(doctor, "clock", FINDING_GOOD, NULL, "This machine's clock goes as the server's.");
}

static void look_at_dates(struct doctor *doctor, int64_t now, const struct certificate *certificate)
{
	char from[DATE_SIZE], to[DATE_SIZE];
	print_date(certificate->not_before, from);
	print_date(certificate->not_after, to);
	if (now < certificate->not_before)
		doctor_note(doctor, "dates", FINDING_FAULT, "Set this machine's clock, or tell the operator.",
		            "The server's certificate begins only on %s.", from);
	else if (now > certificate->not_after)
		doctor_note(doctor, "dates", FINDING_FAULT, "Tell the operator that the server's certificate has expired.",
		            "The server's certificate ended on %s.", to);
	else
		doctor_note(doctor, "dates", FINDING_GOOD, NULL, "The server's certificate is good from %s to %s.", from, to);
}

static bool card_trusts(const struct doctor *doctor, struct text key)
{
	for (size_t i = 0; i < doctor->card_key_count; i++)
		if (text_equal_ignoring_case(doctor->card_keys[i], key))
			return true;
	return doctor->card_key_count == 0;
}

/* The CI is who signed the last certificate that was shown, unless that is the CI itself. */
static void look_at_issuer(struct doctor *doctor, const struct server_probe *probe)
{
	struct certificate last;
	const char *key;
	if (probe->certificate_count == 0 ||
	    certificate_decode(probe->certificates[probe->certificate_count - 1], &last) != STATUS_OK)
		return;
	key = hex_print(&doctor->invocation->arena, last.authority_key_identifier);
	if (!key || !*key)
		return;
	if (card_trusts(doctor, text_from(key)))
		doctor_note(doctor, "server CI", FINDING_GOOD, NULL, "The server's TLS comes from the CI with the key %s.",
		            key);
	else
		doctor_note(doctor, "server CI", FINDING_WARNING, NULL,
		            "The server's TLS comes from the CI with the key %s, which is none of the card's (%.*s%s).", key,
		            TEXT_ARGUMENTS(doctor->card_keys[0]), doctor->card_key_count > 1 ? ", …" : "");
}

static void look_at_certificates(struct doctor *doctor, int64_t now, const struct server_probe *probe)
{
	struct certificate own;
	if (probe->certificate_count == 0 || certificate_decode(probe->certificates[0], &own) != STATUS_OK) {
		doctor_note(doctor, "certificate", FINDING_FAULT, "Check the address: an SM-DP+ has a certificate of SGP.22.",
		            "The server's certificate is not one of SGP.22 (another kind of key, or damaged).");
		return;
	}
	look_at_dates(doctor, now, &own);
	look_at_issuer(doctor, probe);
}

/* ---- what both think of each other ---- */

/* The order does not exist, and so nothing can be downloaded: a server that says so has accepted this card, and the card it. */
static const char no_such_order[] = "PROVISIM-DOCTOR";

static bool has(struct text sentence, const char *part)
{
	return memmem(sentence.data, sentence.size, part, strlen(part)) != NULL;
}

#define PROXY_ADVICE "Check the proxy that https_proxy or all_proxy names, or except the server with no_proxy."

static const struct {
	const char *part, *check, *advice;
} refusals[] = {
	{ "CONNECT", "proxy", PROXY_ADVICE },
	{ "--ca", "CI file", "Give the CI certificate of this server with --ca." },
	{ "comes from no CI", "CI file", "Give the CI certificate of this server with --ca." },
	{ "another host name", "host name", "Use the name in the server's certificate: that of the activation code." },
	{ "not one for the TLS", "role", "Check the address: this server is neither SM-DP+ nor SM-DS." },
	{ "has expired", "dates", "Tell the operator, if this machine's clock is right." },
	{ "not valid yet", "dates", "Set this machine's clock, or tell the operator." },
	{ "8.8.1/3.8", "address", "Use the address in the activation code." },
	{ "8.8.2/3.1", "CI", "Use a card and a server of the same CI." },
	{ "8.8.4/3.7", "CI", "Use a card and a server of the same CI." },
	{ "8.11.1/", "CI", "Use a card and a server of the same CI." },
	{ "ciPKUnknown", "CI", "Use a card and a server of the same CI." },
	{ "cannot be reached", "proxy", PROXY_ADVICE }, /* without one, that was found before */
	{ "cannot be trusted", "TLS", "Check the address, and tell the operator." },
	{ "HTTP", "address", "Check the address: this server is no SM-DP+." },
};

static void note_refusal(struct doctor *doctor, struct text sentence)
{
	for (size_t i = 0; i < ARRAY_SIZE(refusals); i++)
		if (has(sentence, refusals[i].part)) {
			doctor_note(doctor, refusals[i].check, FINDING_FAULT, refusals[i].advice, "%.*s",
			            TEXT_ARGUMENTS(sentence));
			return;
		}
	doctor_note(doctor, "server", FINDING_FAULT, "Do what the sentence says, or ask the operator.", "%.*s",
	            TEXT_ARGUMENTS(sentence));
}

static void look_at_both(struct doctor *doctor)
{
	char *address = arena_string(&doctor->invocation->arena, doctor->address);
	const char *const words[] = {
		"profile", "download", "-p", "--no-notifications", "-m", no_such_order, "-s", address, NULL,
	};
	AUTO(json_document) document = { 0 };
	struct json_value data;
	struct text step, sentence = { 0 };
	bool done;
	if (!address || !doctor_run(doctor, words, &document, &done, &step, &data))
		doctor_note(doctor, "server", FINDING_FAULT, "Try again later.",
		            "Card and server did not come to an end in time.");
	else if (done || (json_text(data, &sentence) && (has(sentence, "8.2.6/3.8") || has(sentence, "8.1.1/3.8"))))
		doctor_note(doctor, "server", FINDING_GOOD, NULL, "Card and server accept each other: a download can work.");
	else
		note_refusal(doctor, sentence);
}

void doctor_look_at_server(struct doctor *doctor)
{
	struct server_probe probe;
	struct clock clock = system_clock();
	int64_t now = clock_utc_seconds(&clock);
	if (doctor->address.size == 0) {
		doctor_note(doctor, "address", FINDING_WARNING, NULL,
		            "No server was looked at: give one, or an activation code; the card names none.");
		return;
	}
	if (goes_through_proxy(doctor)) {
		look_at_both(doctor);
		return;
	}
	if (server_probe(doctor->address, PROBE_PATIENCE, &doctor->invocation->arena, &probe) != STATUS_OK) {
		doctor_note(doctor, "connection", FINDING_FAULT, "Free some memory.", "The server could not be looked at.");
		return;
	}
	if (!look_at_reach(doctor, &probe))
		return;
	look_at_clock(doctor, now, &probe);
	look_at_certificates(doctor, now, &probe);
	if (!doctor_first_fault(doctor))
		look_at_both(doctor);
}
