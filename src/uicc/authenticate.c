/* SPDX-License-Identifier: Apache-2.0 */
/* AUTHENTICATE (TS 31.102 7.1.1, TS 31.103 7.1; the checks are those of TS 33.102 6.3.3). */
#include "base/secret.h"
#include "codec/der_write.h"
#include "uicc/application.h"
#include "uicc/commands.h"
#include "uicc/sequence_number.h"

/* TS 31.102 7.1.2: group calls, GBA, MBMS and local keys are known, not supported. */
enum context {
	CONTEXT_GSM = 0x80,
	CONTEXT_3G = 0x81,
	CONTEXT_GROUP_CALL = 0x82,
	CONTEXT_GBA = 0x84,
	CONTEXT_MBMS = 0x85,
	CONTEXT_LOCAL_KEY = 0x86,
};

enum {
	RAND_SIZE = 16,
	AMF_SIZE = 2,
	KC_SIZE = 8,
	SRES_SIZE = 4,
	TAG_SUCCESS = 0xDB,
	TAG_SYNCHRONISATION_FAILURE = 0xDC,
	XOR_AMF_RESYNCHRONISE = 0xFFFF, /* AMF_RESYNCH of TS 34.108 8.1.2.2 [unconfirmed] */
};

/* One run: the keys and what was computed with them. */
struct run {
	struct authentication state;
	struct usim_vector vector;
	const uint8_t *rand;
};

static void run_release(struct run *run)
{
	wipe(run, sizeof *run);
}

/* ---- GSM context ---- */

/* Conversion c3 of TS 33.102 6.8.1.2. */
static void derive_kc(const struct run *run, uint8_t out[KC_SIZE])
{
	for (size_t i = 0; i < KC_SIZE; i++)
		out[i] = run->vector.ck[i] ^ run->vector.ck[i + KC_SIZE] ^ run->vector.ik[i] ^ run->vector.ik[i + KC_SIZE];
}

/* Conversion c2. */
static void derive_sres(const struct run *run, uint8_t out[SRES_SIZE])
{
	memset(out, 0, SRES_SIZE);
	for (size_t i = 0; i < run->state.keys.res_size && i < 16; i++)
		out[i % SRES_SIZE] ^= run->vector.res[i];
}

static enum status answer_octets(struct buffer *answer, const uint8_t *octets, size_t size)
{
	TRY(buffer_append_octet(answer, (uint8_t)size));
	return buffer_append(answer, bytes_from(octets, size));
}

static enum status answer_gsm(const struct run *run, struct buffer *answer)
{
	uint8_t sres[SRES_SIZE], kc[KC_SIZE];
	derive_sres(run, sres);
	derive_kc(run, kc);
	enum status status = answer_octets(answer, sres, sizeof sres);
	if (status == STATUS_OK)
		status = answer_octets(answer, kc, sizeof kc);
	wipe(kc, sizeof kc);
	return status;
}

/* ---- 3G context ---- */

static enum status answer_success(const struct run *run, bool with_kc, struct buffer *answer)
{
	const struct usim_keys *keys = &run->state.keys;
	TRY(buffer_append_octet(answer, TAG_SUCCESS));
	TRY(answer_octets(answer, run->vector.res, keys->res_size));
	TRY(answer_octets(answer, run->vector.ck, keys->ck_size));
	TRY(answer_octets(answer, run->vector.ik, keys->ik_size));
	if (!with_kc)
		return STATUS_OK;
	uint8_t kc[KC_SIZE];
	derive_kc(run, kc);
	enum status status = answer_octets(answer, kc, sizeof kc);
	wipe(kc, sizeof kc);
	return status;
}

static void conceal(const struct run *run, const uint8_t ak[SQN_SIZE], const uint8_t in[SQN_SIZE], uint8_t out[SQN_SIZE])
{
	bool is_concealed = !(run->state.sqn_options & SQN_NO_CONCEALMENT);
	for (size_t i = 0; i < SQN_SIZE; i++)
		out[i] = is_concealed ? in[i] ^ ak[i] : in[i];
}

/* AUTS = concealed SQN_MS and MAC-S, the latter with an AMF of noughts (TS 33.102 6.3.3). */
static enum status answer_failure(struct run *run, struct buffer *answer)
{
	static const uint8_t amf[AMF_SIZE];
	uint8_t sqn[SQN_SIZE], concealed[SQN_SIZE];
	sequence_number_write(sequence_number_highest(&run->state), sqn);
	TRY(usim_f1(&run->state.keys, run->rand, sqn, amf, &run->vector));
	conceal(run, run->vector.ak_star, sqn, concealed);
	size_t mac_size = run->state.keys.mac_size;
	TRY(buffer_append_octet(answer, TAG_SYNCHRONISATION_FAILURE));
	TRY(buffer_append_octet(answer, (uint8_t)(sizeof concealed + mac_size)));
	TRY(buffer_append(answer, BYTES(concealed)));
	return buffer_append(answer, bytes_from(run->vector.mac_s, mac_size));
}

/* The test algorithm takes any number, but for the AMF by which a tester asks for a resynchronisation. */
static bool is_fresh(const struct run *run, uint64_t sqn, const uint8_t amf[AMF_SIZE])
{
	if (run->state.keys.algorithm == USIM_XOR)
		return (amf[0] << 8 | amf[1]) != XOR_AMF_RESYNCHRONISE;
	return sequence_number_is_fresh(&run->state, sqn);
}

/* The number is stored before the answer leaves: a vector that was answered is never answered again. */
static enum status store_sequence_number(struct uicc *card, node_number adf, struct run *run, uint64_t sqn)
{
	if (run->state.keys.algorithm == USIM_XOR)
		return STATUS_OK;
	sequence_number_accept(&run->state, sqn);
	TRY(nvm_begin(card->nvm));
	return nvm_end(card->nvm, profile_store_write_authentication(card->store, adf, &run->state));
}

static enum status authenticate_3g(struct uicc *card, node_number adf, struct run *run, struct bytes autn,
                                   struct buffer *answer)
{
	uint8_t sqn_octets[SQN_SIZE];
	const uint8_t *amf = autn.data + SQN_SIZE;
	conceal(run, run->vector.ak, autn.data, sqn_octets);
	TRY(usim_f1(&run->state.keys, run->rand, sqn_octets, amf, &run->vector));
	struct bytes mac = bytes_after(autn, SQN_SIZE + AMF_SIZE);
	if (!secret_equal(mac, bytes_from(run->vector.mac_a, run->state.keys.mac_size)))
		return STATUS_UNTRUSTED;
	uint64_t sqn = sequence_number_read(sqn_octets);
	if (!is_fresh(run, sqn, amf))
		return answer_failure(run, answer);
	TRY(store_sequence_number(card, adf, run, sqn));
	return answer_success(run, application_has_service(card, adf, SERVICE_GSM_ACCESS), answer);
}

/* ---- the command ---- */

/* `rand` and `autn` point into the data: L RAND, and in the 3G context L AUTN. */
static bool split(struct bytes data, size_t autn_size, struct bytes *out_rand, struct bytes *out_autn)
{
	size_t want = 1 + RAND_SIZE + (autn_size ? 1 + autn_size : 0);
	if (data.size != want || data.data[0] != RAND_SIZE)
		return false;
	struct bytes rest = bytes_after(data, 1 + RAND_SIZE);
	if (autn_size && rest.data[0] != autn_size)
		return false;
	*out_rand = bytes_from(data.data + 1, RAND_SIZE);
	*out_autn = bytes_after(rest, 1);
	return true;
}

/* Each run counts, whatever comes of it [unconfirmed], and is stored before anything is computed. */
static enum status count_run(struct uicc *card, node_number adf, struct authentication *state)
{
	if (!state->has_run_limit)
		return STATUS_OK;
	if (state->runs >= state->run_limit)
		return STATUS_REFUSED;
	state->runs++;
	TRY(nvm_begin(card->nvm));
	return nvm_end(card->nvm, profile_store_write_authentication(card->store, adf, state));
}

static enum status perform(struct uicc *card, node_number adf, const struct apdu *command, struct buffer *answer)
{
	AUTO(run) run = { 0 };
	struct bytes rand, autn;
	bool is_gsm = command->p2 == CONTEXT_GSM;
	TRY(profile_store_read_authentication(card->store, adf, &run.state));
	size_t autn_size = is_gsm ? 0 : SQN_SIZE + AMF_SIZE + run.state.keys.mac_size;
	if (!split(command->data, autn_size, &rand, &autn))
		return STATUS_MALFORMED;
	run.rand = rand.data;
	TRY(count_run(card, adf, &run.state));
	TRY(usim_f2345(&run.state.keys, run.rand, &run.vector));
	return is_gsm ? answer_gsm(&run, answer) : authenticate_3g(card, adf, &run, autn, answer);
}

static status_word word_of(enum status status)
{
	switch (status) {
	case STATUS_OK:
		return SW_OK;
	case STATUS_MALFORMED:
		return SW_WRONG_DATA;
	case STATUS_UNTRUSTED:
		return SW_INCORRECT_MAC;
	case STATUS_NOT_FOUND:
	case STATUS_REFUSED:
		return SW_CONDITIONS_NOT_SATISFIED;
	default:
		return card_failure(status);
	}
}

static bool knows_context(const struct uicc *card, node_number adf, uint8_t context)
{
	if (context != CONTEXT_GSM)
		return context == CONTEXT_3G;
	return application_is_usim(profile_store_node(card->store, adf)) &&
	       application_has_service(card, adf, SERVICE_GSM_CONTEXT);
}

static bool is_context(uint8_t p2)
{
	return p2 == CONTEXT_GSM || p2 == CONTEXT_3G || p2 == CONTEXT_GROUP_CALL ||
	       (p2 >= CONTEXT_GBA && p2 <= CONTEXT_LOCAL_KEY);
}

status_word authenticate(struct uicc *card, struct channel *channel, const struct apdu *command, struct buffer *answer)
{
	if (command->p1 != 0 || !is_context(command->p2))
		return SW_WRONG_P1_P2;
	node_number adf = channel->application;
	if (!card->store || !profile_store_node(card->store, adf))
		return SW_CONDITIONS_NOT_SATISFIED;
	if (!knows_context(card, adf, command->p2))
		return SW_CONTEXT_NOT_SUPPORTED;
	if (!application_pin_is_satisfied(card, adf))
		return SW_SECURITY_NOT_SATISFIED;
	return word_of(perform(card, adf, command, answer));
}
