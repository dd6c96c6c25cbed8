/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/euicc/local_server.h"

#include <stdarg.h>
#include <stdio.h>

#include "codec/der_read.h"
#include "io/system_clock.h"
#include "io/system_random.h"
#include "pki/issue.h"
#include "rsp/authenticate_client.h"
#include "rsp/authenticate_server.h"
#include "rsp/configured_data.h"
#include "rsp/initiate_authentication.h"
#include "rsp/installation_result.h"
#include "rsp/package_seal.h"
#include "rsp/prepare_download.h"

enum {
	MESSAGE_MAXIMUM = 64 << 10,
	ARENA_MAXIMUM = 64 << 20,
	TRANSACTION_ID_SIZE = 16,
	SERIAL_NUMBER_SIZE = 16,
	DAY = 24 * 60 * 60,
	PACKAGE_HEADER_TAG = 0xA0,
	PACKAGE_ICCID_TAG = 0x83,
};

#define ADDRESS "smdp.laboratory.example"
#define SMDP_OID "2.999.10"
#define EID_PREFIX "89049032"
#define EID_WITHOUT_CHECK "89049032000000000000000000000000"

/* ---- certificates ---- */

static const char *registered_id(enum certificate_kind kind)
{
	static const char *const oids[CERTIFICATE_KIND_COUNT] = {
		[CERTIFICATE_CI] = "2.999.1",     [CERTIFICATE_EUM] = "2.999.5",    [CERTIFICATE_DPAUTH] = SMDP_OID,
		[CERTIFICATE_DPPB] = SMDP_OID,    [CERTIFICATE_DPTLS] = SMDP_OID,   [CERTIFICATE_DSAUTH] = "2.999.15",
		[CERTIFICATE_DSTLS] = "2.999.15",
	};
	return oids[kind];
}

static enum status make_identity(struct local_server *server, enum certificate_kind kind)
{
	const struct random random = system_random();
	const struct clock clock = system_clock();
	const struct certificate_kind_rule *rule = certificate_kind_rule(kind);
	struct issuer issuer = { .key = &server->keys[rule->issuer] };
	uint8_t serial_number[SERIAL_NUMBER_SIZE];
	char eid[EID_DIGITS + 1];
	TRY(random_fill(&random, serial_number, sizeof serial_number));
	serial_number[0] = (uint8_t)(serial_number[0] % 0x7F + 1);
	eid_print(&server->eid, eid);
	struct certificate_order order = {
		.kind = kind,
		.common_name = text_from(rule->name),
		.organization = TEXT("Provisim Laboratory"),
		.eid = kind == CERTIFICATE_EUICC ? text_from(eid) : (struct text){ 0 },
		.eid_prefix = kind == CERTIFICATE_EUM ? TEXT(EID_PREFIX) : (struct text){ 0 },
		.registered_id = text_from(registered_id(kind)),
		.dns_name = rule->tls ? TEXT(ADDRESS) : (struct text){ 0 },
		.not_before = clock_utc_seconds(&clock) - DAY,
		.not_after = clock_utc_seconds(&clock) + DAY,
		.serial_number = BYTES(serial_number),
	};
	if (kind != CERTIFICATE_CI)
		issuer.certificate = buffer_bytes(&server->certificates[rule->issuer]);
	server->certificates[kind] = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	TRY(signing_key_generate(CURVE_P256, &server->keys[kind]));
	return certificate_issue(&order, &server->keys[kind], &issuer, &server->certificates[kind]);
}

enum status local_server_init(struct local_server *server)
{
	*server = (struct local_server){ .card_scalar = SECRET_BUFFER(SCALAR_SIZE) };
	enum status status = eid_parse(TEXT(EID_WITHOUT_CHECK), &server->eid);
	if (status != STATUS_OK && status != STATUS_REFUSED)
		return status;
	eid_set_check_digits(&server->eid);
	for (int kind = 0; kind < CERTIFICATE_KIND_COUNT; kind++)
		TRY(make_identity(server, (enum certificate_kind)kind));
	return signing_key_scalar(&server->keys[CERTIFICATE_EUICC], &server->card_scalar);
}

void local_server_release(struct local_server *server)
{
	for (int kind = 0; kind < CERTIFICATE_KIND_COUNT; kind++) {
		signing_key_release(&server->keys[kind]);
		buffer_release(&server->certificates[kind]);
	}
	buffer_release(&server->card_scalar);
}

void local_server_birth(const struct local_server *server, struct euicc_credentials *credentials,
                        struct euicc_birth *out)
{
	*credentials = (struct euicc_credentials){
		.ci_certificate = buffer_bytes(&server->certificates[CERTIFICATE_CI]),
		.eum_certificate = buffer_bytes(&server->certificates[CERTIFICATE_EUM]),
		.euicc_certificate = buffer_bytes(&server->certificates[CERTIFICATE_EUICC]),
		.private_key = buffer_bytes(&server->card_scalar),
	};
	*out = (struct euicc_birth){
		.eid = server->eid, .credentials = credentials, .credential_count = 1, .test_profiles_allowed = true,
	};
}

/* ---- one installation ---- */

struct dialogue {
	struct local_server *server;
	struct card_reader *reader;
	struct isd_r_channel channel;
	struct arena arena;
	uint8_t transaction_id[TRANSACTION_ID_SIZE];
	struct bytes signature1_object; /* of the card */
	struct bytes otpk;              /* of the card */
	struct local_outcome outcome;
};

static void dialogue_release(struct dialogue *dialogue)
{
	isd_r_channel_release(&dialogue->channel);
	arena_release(&dialogue->arena);
}

/* Not installed, for this reason. */
static enum status end(struct dialogue *dialogue, const char *format, ...) __attribute__((format(printf, 2, 3)));

static enum status end(struct dialogue *dialogue, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(dialogue->outcome.sentence, LOCAL_SENTENCE_SIZE, format, arguments);
	va_end(arguments);
	return STATUS_REFUSED;
}

static struct bytes keep(struct dialogue *dialogue, const struct buffer *buffer)
{
	struct bytes kept = { 0 };
	return arena_copy(&dialogue->arena, buffer_bytes(buffer), &kept) == STATUS_OK ? kept : (struct bytes){ 0 };
}

/* Everything that the channel has to send now. */
static enum status pump(struct dialogue *dialogue, const char *what)
{
	struct bytes apdu;
	while (isd_r_channel_next(&dialogue->channel, &apdu)) {
		AUTO(buffer) answer = BUFFER(MESSAGE_MAXIMUM);
		if (card_reader_transmit(dialogue->reader, apdu, &answer) != STATUS_OK)
			return end(dialogue, "The card gave no answer to a command of %s.", what);
		isd_r_channel_answer(&dialogue->channel, buffer_bytes(&answer));
	}
	return STATUS_OK;
}

static enum status open_channel(struct dialogue *dialogue, const struct isd_r_settings *settings)
{
	AUTO(buffer) atr = BUFFER(MESSAGE_MAXIMUM);
	if (card_reader_reset(dialogue->reader, &atr) != STATUS_OK)
		return end(dialogue, "The card gave no answer to reset.");
	TRY(isd_r_channel_init(&dialogue->channel, settings));
	TRY(isd_r_channel_open(&dialogue->channel));
	TRY(pump(dialogue, "opening the ISD-R"));
	if (dialogue->channel.state != ISD_R_READY)
		return end(dialogue, "The ISD-R could not be selected: %s.", status_name(dialogue->channel.status));
	return STATUS_OK;
}

/* One ES10 function; what it answers lives in the dialogue. */
static enum status call(struct dialogue *dialogue, const char *what, struct bytes command, struct bytes *out)
{
	TRY(isd_r_channel_send(&dialogue->channel, command));
	TRY(pump(dialogue, what));
	if (dialogue->channel.status == STATUS_REFUSED)
		return end(dialogue, "The card answered %04X to %s.", dialogue->channel.status_word, what);
	if (dialogue->channel.status != STATUS_OK)
		return end(dialogue, "The card's answer to %s cannot be read: %s.", what,
		           status_name(dialogue->channel.status));
	*out = keep(dialogue, &dialogue->channel.answer);
	return STATUS_OK;
}

/* The card's signature over these parts holds. */
static bool holds(const struct dialogue *dialogue, const struct bytes parts[], size_t count, struct bytes signature)
{
	const struct signing_key *key = &dialogue->server->keys[CERTIFICATE_EUICC];
	return verify(key->curve, BYTES(key->point), parts, count, signature) == STATUS_OK;
}

static enum status authentication_request(struct dialogue *dialogue, struct bytes challenge, struct buffer *out)
{
	const struct random random = system_random();
	struct local_server *server = dialogue->server;
	AUTO(buffer) signed1 = BUFFER(MESSAGE_MAXIMUM);
	AUTO(buffer) context = BUFFER(MESSAGE_MAXIMUM);
	uint8_t server_challenge[CHALLENGE_SIZE], signature[SIGNATURE_SIZE];
	TRY(random_fill(&random, server_challenge, sizeof server_challenge));
	struct server_signed1 content = {
		.transaction_id = BYTES(dialogue->transaction_id),
		.euicc_challenge = challenge,
		.server_address = TEXT(ADDRESS),
		.server_challenge = BYTES(server_challenge),
	};
	TRY(server_signed1_encode(&content, &signed1));
	struct bytes parts[] = { buffer_bytes(&signed1) };
	TRY(sign(&server->keys[CERTIFICATE_DPAUTH], parts, ARRAY_SIZE(parts), signature));
	struct context_parameters parameters = { 0 };
	TRY(context_parameters_encode(&parameters, &context));
	struct authenticate_server_request request = {
		.server_signed1 = buffer_bytes(&signed1),
		.server_signature1 = BYTES(signature),
		.server_certificate = buffer_bytes(&server->certificates[CERTIFICATE_DPAUTH]),
		.context_parameters = buffer_bytes(&context),
	};
	struct certificate ci;
	TRY(certificate_decode(buffer_bytes(&server->certificates[CERTIFICATE_CI]), &ci));
	request.ci_key_id = ci.subject_key_identifier;
	return authenticate_server_request_encode(&request, out);
}

static enum status authenticate(struct dialogue *dialogue)
{
	static const uint8_t get_challenge[] = { 0xBF, 0x2E, 0x00 };
	AUTO(buffer) request = BUFFER(MESSAGE_MAXIMUM);
	uint8_t challenge[CHALLENGE_SIZE];
	struct bytes octets;
	struct authenticate_server_answer answer;
	TRY(call(dialogue, "GetEUICCChallenge", BYTES(get_challenge), &octets));
	if (get_challenge_answer_decode(octets, challenge) != STATUS_OK)
		return end(dialogue, "The card's answer to GetEUICCChallenge cannot be read.");
	TRY(authentication_request(dialogue, BYTES(challenge), &request));
	TRY(call(dialogue, "AuthenticateServer", buffer_bytes(&request), &octets));
	if (authenticate_server_answer_decode(octets, &answer) != STATUS_OK)
		return end(dialogue, "The card's answer to AuthenticateServer cannot be read.");
	if (answer.error != 0)
		return end(dialogue, "The card refuses the server: %s.", authenticate_error_name(answer.error));
	struct bytes parts[] = { answer.signed1 };
	if (!holds(dialogue, parts, ARRAY_SIZE(parts), answer.signature1))
		return end(dialogue, "The card's signature in AuthenticateServer does not hold.");
	dialogue->signature1_object = answer.signature1_object;
	return STATUS_OK;
}

static enum status prepare(struct dialogue *dialogue)
{
	struct local_server *server = dialogue->server;
	AUTO(buffer) signed2 = BUFFER(MESSAGE_MAXIMUM);
	AUTO(buffer) whole = BUFFER(MESSAGE_MAXIMUM);
	uint8_t signature[SIGNATURE_SIZE];
	struct bytes octets;
	struct prepare_download_answer answer;
	struct euicc_signed2 content;
	TRY(smdp_signed2_encode(&(struct smdp_signed2){ .transaction_id = BYTES(dialogue->transaction_id) }, &signed2));
	struct bytes parts[] = { buffer_bytes(&signed2), dialogue->signature1_object };
	TRY(sign(&server->keys[CERTIFICATE_DPPB], parts, ARRAY_SIZE(parts), signature));
	struct prepare_download_request request = {
		.smdp_signed2 = buffer_bytes(&signed2),
		.smdp_signature2 = BYTES(signature),
		.smdp_certificate = buffer_bytes(&server->certificates[CERTIFICATE_DPPB]),
	};
	TRY(prepare_download_request_encode(&request, &whole));
	TRY(prepare_download_request_decode(buffer_bytes(&whole), &request));
	TRY(call(dialogue, "PrepareDownload", buffer_bytes(&whole), &octets));
	if (prepare_download_answer_decode(octets, &answer) != STATUS_OK)
		return end(dialogue, "The card's answer to PrepareDownload cannot be read.");
	if (answer.error != 0)
		return end(dialogue, "The card refuses to prepare: %s.", prepare_download_error_name(answer.error));
	struct bytes said[] = { answer.signed2, request.smdp_signature2_object };
	if (!holds(dialogue, said, ARRAY_SIZE(said), answer.signature2) ||
	    euicc_signed2_decode(answer.signed2, &content) != STATUS_OK)
		return end(dialogue, "The card's signature in PrepareDownload does not hold.");
	dialogue->otpk = content.euicc_otpk;
	return STATUS_OK;
}

/* ---- the package ---- */

static enum status read_iccid(struct bytes package, struct iccid *out)
{
	struct der_reader elements = der_reader(package), header;
	struct der_element iccid;
	if (!der_enter(&elements, PACKAGE_HEADER_TAG, &header) || !der_find(&header, PACKAGE_ICCID_TAG, &iccid) ||
	    iccid.value.size != ICCID_SIZE)
		return STATUS_MALFORMED;
	*out = iccid_of_package(iccid.value.data);
	return STATUS_OK;
}

static enum status bind(struct dialogue *dialogue, struct bytes package, struct buffer *out)
{
	static const uint8_t host_id[] = { 'l', 'a', 'b' };
	struct local_server *server = dialogue->server;
	AUTO(buffer) metadata = BUFFER(METADATA_MAXIMUM);
	AUTO(package_body) body = { .sequences = BUFFER(BOUND_PACKAGE_MAXIMUM) };
	struct profile_metadata about = {
		.service_provider_name = TEXT("Provisim"),
		.profile_name = TEXT("Laboratory"),
		.icon_type = ICON_NONE,
		.profile_class = PROFILE_OPERATIONAL,
	};
	TRY(read_iccid(package, &about.iccid));
	TRY(profile_metadata_encode(&about, &metadata));
	struct package_binding binding = {
		.curve = CURVE_P256,
		.euicc_otpk = dialogue->otpk,
		.host_id = BYTES(host_id),
		.eid = BYTES(server->eid.octets),
		.metadata = buffer_bytes(&metadata),
		.upp = package,
	};
	TRY(package_bind(&binding, &body));
	return package_finish(BYTES(body.smdp_otpk), buffer_bytes(&body.sequences), BYTES(host_id),
	                      BYTES(dialogue->transaction_id), dialogue->otpk, &server->keys[CERTIFICATE_DPPB], out);
}

static enum status hear_result(struct dialogue *dialogue, struct bytes octets)
{
	struct local_outcome *outcome = &dialogue->outcome;
	struct installation_result result;
	if (installation_result_decode(octets, &result) != STATUS_OK)
		return end(dialogue, "The card's installation result cannot be read.");
	struct bytes parts[] = { result.data };
	if (!holds(dialogue, parts, ARRAY_SIZE(parts), result.signature))
		return end(dialogue, "The card's signature in the installation result does not hold.");
	outcome->has_result = true;
	outcome->error = result.error;
	outcome->command = result.command;
	outcome->installed = result.error == 0;
	if (installation_response_decode(result.sima_response, &outcome->response) != STATUS_OK)
		outcome->response = (struct installation_response){ 0 };
	if (!outcome->installed)
		return end(dialogue, "%s in %s", installation_error_name(result.error), bpp_command_name(result.command));
	return STATUS_OK;
}

static enum status load(struct dialogue *dialogue, struct bytes package)
{
	AUTO(buffer) bound = BUFFER(BOUND_PACKAGE_MAXIMUM);
	size_t position = 0;
	struct bytes piece, answer = { 0 };
	TRY(bind(dialogue, package, &bound));
	while (answer.size == 0 && bound_package_next_piece(buffer_bytes(&bound), &position, &piece))
		TRY(call(dialogue, "LoadBoundProfilePackage", piece, &answer));
	if (answer.size == 0)
		return end(dialogue, "The card gave no installation result.");
	return hear_result(dialogue, answer);
}

static enum status converse(struct dialogue *dialogue, const struct isd_r_settings *settings, struct bytes package)
{
	TRY(open_channel(dialogue, settings));
	TRY(authenticate(dialogue));
	TRY(prepare(dialogue));
	return load(dialogue, package);
}

enum status local_server_install(struct local_server *server, struct card_reader *reader,
                                 const struct isd_r_settings *settings, struct bytes package, struct local_outcome *out)
{
	const struct random random = system_random();
	AUTO(dialogue) dialogue = { .server = server, .reader = reader, .arena = ARENA(ARENA_MAXIMUM) };
	TRY(random_fill(&random, dialogue.transaction_id, sizeof dialogue.transaction_id));
	enum status status = converse(&dialogue, settings, package);
	if (status != STATUS_OK && status != STATUS_REFUSED)
		return status;
	*out = dialogue.outcome;
	return STATUS_OK;
}
