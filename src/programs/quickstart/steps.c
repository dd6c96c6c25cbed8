/* SPDX-License-Identifier: Apache-2.0 */
#include "io/file.h"
#include "io/listening_socket.h"
#include "programs/quickstart/command.h"
#include "programs/quickstart/profile.h"
#include "programs/sibling.h"

#define RUN(...) quickstart_run(quickstart, QUICKSTART_WORDS(__VA_ARGS__))

#define SAMPLE "templates/sample.yaml"
#define CARD QUICKSTART_CARD
#define SOURCE QUICKSTART_PROFILE_SOURCE
#define PACKAGE "profile.der"

enum { SOURCE_MAXIMUM = 1 << 16 };

/* ---- 1: PKI ---- */

enum status quickstart_make_pki(struct quickstart *quickstart)
{
	return RUN("pki", "init", "pki", "--curve", quickstart->curve, "--host", "localhost");
}

/* ---- 2: SM-DP+ ---- */

enum status quickstart_free_port(struct quickstart *quickstart, unsigned *out)
{
	char fault[LISTEN_FAULT_SIZE];
	uint16_t port;
	int listening;
	if (listening_socket_open("127.0.0.1", 0, false, &listening, &port, fault) != STATUS_OK)
		return quickstart_fail(quickstart, STATUS_IO, "no free port: %s", fault);
	listening_socket_close(listening);
	*out = port;
	return STATUS_OK;
}

static enum status write_settings(struct quickstart *quickstart)
{
	const char *text = arena_print(quickstart->arena,
	                               "address: localhost:%u   # what activation codes say\n"
	                               "listen: 127.0.0.1:%u\n"
	                               "database: smdp.db\n"
	                               "pki: pki\n",
	                               quickstart->port, quickstart->port);
	if (!text || file_write("smdp.yaml", text_bytes(text_from(text)), 0644, false) != STATUS_OK)
		return quickstart_fail(quickstart, STATUS_IO, "cannot write smdp.yaml.");
	quickstart_say(quickstart, "smdp.yaml: address localhost:%u, database smdp.db, certificates from pki/",
	               quickstart->port);
	return STATUS_OK;
}

enum status quickstart_start_smdp(struct quickstart *quickstart)
{
	TRY(quickstart_free_port(quickstart, &quickstart->port));
	TRY(write_settings(quickstart));
	TRY(quickstart_serve(quickstart, QUICKSTART_WORDS("smdp", "serve"), QUICKSTART_SERVER_LOG, "listening on",
	                     &quickstart->smdp));
	quickstart_say(quickstart, "  listening on port %u; its log is " QUICKSTART_SERVER_LOG, quickstart->port);
	return quickstart_start_smds(quickstart);
}

/* ---- 3: card ---- */

static enum status read_eid(struct quickstart *quickstart)
{
	AUTO(json_document) document = { 0 };
	struct json_value data;
	struct text eid;
	TRY(quickstart_ask(quickstart, QUICKSTART_WORDS("lpa", "--card", CARD, "chip", "info"), &document, &data));
	if (!json_text(json_member(data, "eidValue"), &eid))
		return quickstart_fail(quickstart, STATUS_MALFORMED, "the card told no EID.");
	quickstart->eid = arena_string(quickstart->arena, eid);
	return quickstart->eid ? STATUS_OK : quickstart_fail(quickstart, STATUS_NO_MEMORY, "out of memory.");
}

/* Its maker writes into the card where it shall ask. */
enum status quickstart_make_card(struct quickstart *quickstart)
{
	const char *smdp = arena_print(quickstart->arena, "localhost:%u", quickstart->port);
	if (!smdp)
		return quickstart_fail(quickstart, STATUS_NO_MEMORY, "out of memory.");
	if (quickstart->via == VIA_CODE)
		return RUN("euicc", "create", CARD, "--pki", "pki");
	if (quickstart->via == VIA_DEFAULT)
		TRY(RUN("euicc", "create", CARD, "--pki", "pki", "--default-smdp", smdp));
	else
		TRY(RUN("euicc", "create", CARD, "--pki", "pki", "--root-smds", quickstart->root));
	return read_eid(quickstart);
}

/* ---- 4: profile and order ---- */

static enum status copy_sample(struct quickstart *quickstart)
{
	AUTO(buffer) source = BUFFER(SOURCE_MAXIMUM);
	const char *sample = sibling_share_file(quickstart->arena, SAMPLE);
	if (!sample)
		return quickstart_fail(quickstart, STATUS_NOT_FOUND,
		                       "%s is missing; PROVISIM_SHARE may name the folder that it is in.", SAMPLE);
	if (file_read(sample, SOURCE_MAXIMUM, &source) != STATUS_OK ||
	    file_write(SOURCE, buffer_bytes(&source), 0600, false) != STATUS_OK)
		return quickstart_fail(quickstart, STATUS_IO, "cannot copy %s to %s.", sample, SOURCE);
	quickstart_say(quickstart, SOURCE ": a copy of %s", sample);
	return STATUS_OK;
}

static enum status read_code(struct quickstart *quickstart)
{
	AUTO(json_document) document = { 0 };
	struct json_value data;
	struct text code;
	TRY(quickstart_ask(quickstart, QUICKSTART_WORDS("smdp", "code", quickstart->iccid), &document, &data));
	if (!json_text(json_member(data, "activationCode"), &code))
		return quickstart_fail(quickstart, STATUS_MALFORMED, "the SM-DP+ told no activation code.");
	quickstart->activation_code = arena_string(quickstart->arena, code);
	return quickstart->activation_code ? STATUS_OK
	                                   : quickstart_fail(quickstart, STATUS_NO_MEMORY, "out of memory.");
}

static enum status order_by_code(struct quickstart *quickstart)
{
	TRY(RUN("smdp", "order", quickstart->iccid));
	TRY(RUN("smdp", "confirm", quickstart->iccid, "--release"));
	TRY(read_code(quickstart));
	TRY(RUN("smdp", "code", quickstart->iccid));
	quickstart_say(quickstart, "as a link, in QR codes and mails: %s", quickstart->activation_code);
	quickstart_say(quickstart, "as text, to be typed by hand:     %s", strchr(quickstart->activation_code, ':') + 1);
	return STATUS_OK;
}

/* Without a code the order names the card. */
static enum status order_for_card(struct quickstart *quickstart)
{
	TRY(RUN("smdp", "order", quickstart->iccid, "--eid", quickstart->eid));
	if (quickstart->via == VIA_DEFAULT)
		return RUN("smdp", "confirm", quickstart->iccid, "--empty", "--release");
	return RUN("smdp", "confirm", quickstart->iccid, "--smds", quickstart->smds, "--release");
}

enum status quickstart_order_profile(struct quickstart *quickstart)
{
	AUTO(quickstart_profile) profile = { 0 };
	TRY(copy_sample(quickstart));
	TRY(quickstart_profile_read(quickstart, SOURCE, &profile));
	quickstart->iccid = profile.iccid;
	TRY(RUN("profile", "compile", SOURCE, "-o", PACKAGE));
	TRY(RUN("smdp", "profile", "add", PACKAGE, "--service-provider", "Provisim Mobile", "--name", "First profile"));
	return quickstart->via == VIA_CODE ? order_by_code(quickstart) : order_for_card(quickstart);
}

/* ---- 5: download ---- */

/* The operator knows from the notifications alone. */
static enum status check_state(struct quickstart *quickstart)
{
	AUTO(json_document) document = { 0 };
	struct json_value data;
	struct text state = { 0 };
	const char *const *words = QUICKSTART_WORDS("smdp", "profile", "show", quickstart->iccid);
	TRY(quickstart_ask(quickstart, words, &document, &data));
	if (!json_text(json_member(data, "state"), &state) || !text_equal(state, TEXT("enabled")))
		return quickstart_fail(quickstart, STATUS_REFUSED, "the SM-DP+ knows the profile as \"%.*s\".",
		                       TEXT_ARGUMENTS(state));
	return quickstart_run(quickstart, words);
}

enum status quickstart_download(struct quickstart *quickstart)
{
	TRY(quickstart_await_event(quickstart));
	if (quickstart->via == VIA_CODE)
		TRY(RUN("lpa", "--card", CARD, "--ca", "pki/ci.pem", "profile", "download", "-a", quickstart->activation_code,
		        "--yes"));
	else
		TRY(RUN("lpa", "--card", CARD, "--ca", "pki/ci.pem", "discover", "--yes"));
	TRY(RUN("lpa", "--card", CARD, "--ca", "pki/ci.pem", "profile", "enable", quickstart->iccid));
	TRY(RUN("lpa", "--card", CARD, "--ca", "pki/ci.pem", "notification", "process"));
	TRY(RUN("lpa", "--card", CARD, "profile", "list"));
	return check_state(quickstart);
}
