/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/load_package.h"

#include <stdlib.h>

#include "codec/der_read.h"
#include "euicc/secure_channel.h"
#include "profile_package/interpreter.h"
#include "rsp/bound_package.h"

enum {
	INITIALISE_MAXIMUM = 512,       /* octets of BF23 */
	CONFIGURE_MAXIMUM = 256,        /* octets of BF24 */
	REPLACE_KEYS_MAXIMUM = 128,     /* octets of BF26 */
	PIECE_MAXIMUM = 1024,           /* octets over a protected TLV that one call may bring */
};

/* What comes next in the stream. */
enum load_stage {
	LOAD_PACKAGE_HEADER, /* tag and length of BF36 */
	LOAD_INITIALISE,     /* BF23, whole */
	LOAD_CONFIGURE,      /* A0: its header, then its TLVs */
	LOAD_METADATA,       /* A1 */
	LOAD_KEYS,           /* A2, or A3 at once */
	LOAD_ELEMENTS,       /* A3 */
	LOAD_DONE,
};

struct load_package {
	struct euicc *euicc;
	enum load_stage stage;
	bool in_sequence;            /* the header of the stage's sequence was read */
	size_t package_left;         /* octets of BF36 that are still to come */
	size_t sequence_left;        /* of the sequence */
	int command;                 /* enum bpp_command: what an error is reported for */
	int error;                   /* enum installation_error */
	struct buffer pending;       /* the beginning of a TLV whose end is not there yet */
	struct segment_keys keys;
	struct buffer clear;         /* opened octets of the sequence, or of one TLV of A3 */
	struct profile_install install;
	bool installing;             /* profile_install_begin() was called: there is a marker */
};

void load_package_free(struct load_package *load)
{
	if (!load)
		return;
	buffer_release(&load->pending);
	segment_keys_release(&load->keys);
	buffer_release(&load->clear);
	profile_install_release(&load->install);
	free(load);
}

static enum status refuse(struct load_package *load, int error)
{
	load->error = error;
	return STATUS_REFUSED;
}

/* ---- InitialiseSecureChannel ---- */

/* What the marker, and so the result of an interrupted installation, says about this session. */
static struct install_marker marker_of(const struct download_session *session)
{
	struct install_marker marker = { .credential = session->credential };
	memcpy(marker.transaction_id, session->transaction_id, session->transaction_id_size);
	marker.transaction_id_size = session->transaction_id_size;
	memcpy(marker.smdp_oid, session->binding_oid, session->binding_oid_size);
	marker.smdp_oid_size = session->binding_oid_size;
	memcpy(marker.smdp_address, session->server_address, session->server_address_size);
	marker.smdp_address_size = session->server_address_size;
	return marker;
}

static enum status initialise(struct load_package *load, struct bytes tlv)
{
	struct install_marker marker = marker_of(load->euicc->session);
	int error = secure_channel_open(load->euicc->session, &load->euicc->data.eid, tlv, &load->keys);
	if (error != 0)
		return refuse(load, error);
	load->installing = true;
	return profile_install_begin(load->euicc, &marker, &load->install);
}

/* ---- the four sequences ---- */

/* The installer's word on what the package asked for. */
static enum status settle(struct load_package *load, enum status status)
{
	if (status == STATUS_REFUSED)
		load->error = load->install.error;
	return status;
}

static enum status end_configure(struct load_package *load, struct buffer *answer)
{
	(void)answer;
	return settle(load, profile_install_configure(&load->install, buffer_bytes(&load->clear),
	                                              session_server_oid(load->euicc->session)));
}

static enum status end_metadata(struct load_package *load, struct buffer *answer)
{
	(void)answer;
	return settle(load, profile_install_metadata(&load->install, buffer_bytes(&load->clear)));
}

/* SGP.22 5.5.4: the keys under which the profile was protected beforehand; the chain begins anew. */
static enum status end_keys(struct load_package *load, struct buffer *answer)
{
	(void)answer;
	struct der_reader reader = der_reader(buffer_bytes(&load->clear)), body;
	struct bytes chaining_value, encryption, mac;
	bool ok = der_enter(&reader, REPLACE_SESSION_KEYS_TAG, &body) && der_end(&reader) &&
	          der_octets(&body, 0x80, AES_BLOCK, AES_BLOCK, &chaining_value) &&
	          der_octets(&body, 0x81, AES_BLOCK, AES_BLOCK, &encryption) &&
	          der_octets(&body, 0x82, AES_BLOCK, AES_BLOCK, &mac) && der_later_fields(&body);
	if (!ok)
		return refuse(load, INSTALL_INCORRECT_INPUT_VALUES);
	return segment_keys_set(&load->keys, chaining_value, encryption, mac);
}

static enum status end_elements(struct load_package *load, struct buffer *answer)
{
	struct download_session *session = load->euicc->session;
	return settle(load, profile_install_finish(&load->install, session_server_oid(session),
	                                           BYTES(session->ci_key_id), answer));
}

static enum status pass_elements(struct load_package *load)
{
	enum status status = profile_install_elements(&load->install, buffer_bytes(&load->clear));
	buffer_clear(&load->clear);
	return settle(load, status);
}

struct load_sequence {
	uint32_t tag;
	uint8_t segment_tag;
	bool encrypted;
	bool optional;
	int command;
	size_t clear_maximum; /* octets in the clear that may be collected; nought: passed on segment by segment */
	enum status (*end)(struct load_package *load, struct buffer *answer);
};

static const struct load_sequence sequences[] = {
	[LOAD_CONFIGURE] = {
		.tag = CONFIGURE_ISDP_SEQUENCE, .segment_tag = ENCRYPTED_SEGMENT, .encrypted = true,
		.command = BPP_CONFIGURE_ISDP, .clear_maximum = CONFIGURE_MAXIMUM, .end = end_configure,
	},
	[LOAD_METADATA] = {
		.tag = STORE_METADATA_SEQUENCE, .segment_tag = MAC_SEGMENT,
		.command = BPP_STORE_METADATA, .clear_maximum = METADATA_MAXIMUM, .end = end_metadata,
	},
	[LOAD_KEYS] = {
		.tag = REPLACE_KEYS_SEQUENCE, .segment_tag = ENCRYPTED_SEGMENT, .encrypted = true, .optional = true,
		.command = BPP_REPLACE_SESSION_KEYS, .clear_maximum = REPLACE_KEYS_MAXIMUM, .end = end_keys,
	},
	[LOAD_ELEMENTS] = {
		.tag = PROFILE_ELEMENTS_SEQUENCE, .segment_tag = PROFILE_SEGMENT, .encrypted = true,
		.command = BPP_LOAD_PROFILE_ELEMENTS, .end = end_elements,
	},
};

static enum status begin_sequence(struct load_package *load, uint32_t tag, size_t header_size, size_t value_size)
{
	if (sequences[load->stage].optional && tag == sequences[load->stage + 1].tag)
		load->stage++;
	const struct load_sequence *sequence = &sequences[load->stage];
	load->command = sequence->command;
	if (tag != sequence->tag || header_size + value_size > load->package_left)
		return refuse(load, INSTALL_SCP03T_STRUCTURE_ERROR);
	load->package_left -= header_size;
	/* Nothing may follow the last sequence. */
	if (load->stage == LOAD_ELEMENTS && value_size != load->package_left)
		return refuse(load, INSTALL_SCP03T_STRUCTURE_ERROR);
	load->sequence_left = value_size;
	load->in_sequence = true;
	buffer_release(&load->clear);
	load->clear = SECRET_BUFFER(sequence->clear_maximum + load->euicc->data.protected_tlv_maximum);
	return STATUS_OK;
}

static enum status end_sequence(struct load_package *load, struct buffer *answer)
{
	TRY(sequences[load->stage].end(load, answer));
	load->in_sequence = false;
	load->stage++;
	return STATUS_OK;
}

static enum status open_segment(struct load_package *load, struct bytes tlv)
{
	const struct load_sequence *sequence = &sequences[load->stage];
	enum status status = segment_open(&load->keys, sequence->segment_tag, sequence->encrypted, tlv, &load->clear);
	if (status == STATUS_MALFORMED)
		return refuse(load, INSTALL_SCP03T_STRUCTURE_ERROR);
	if (status == STATUS_UNTRUSTED)
		return refuse(load, INSTALL_SCP03T_SECURITY_ERROR);
	TRY(status);
	load->package_left -= tlv.size;
	load->sequence_left -= tlv.size;
	if (sequence->clear_maximum == 0)
		return pass_elements(load);
	if (load->clear.size > sequence->clear_maximum)
		return refuse(load, INSTALL_INCORRECT_INPUT_VALUES);
	/* The standard numbers the first StoreMetadata and the following ones (SGP.22 2.5.6). */
	if (load->stage == LOAD_METADATA && load->sequence_left > 0)
		load->command = BPP_STORE_METADATA2;
	return STATUS_OK;
}

/* ---- the stream ---- */

/* How much of the stream the next step takes, as far as its header tells. */
struct load_step {
	uint32_t tag;
	size_t header_size, value_size;
	bool header_only; /* the value is walked into */
};

static enum status structure_error(struct load_package *load)
{
	bool before_sequences = load->stage == LOAD_PACKAGE_HEADER || load->stage == LOAD_INITIALISE;
	return refuse(load, before_sequences ? INSTALL_INCORRECT_INPUT_VALUES : INSTALL_SCP03T_STRUCTURE_ERROR);
}

/* A TLV longer than it may be is refused by its header: it is never waited for. */
static enum status check_step(struct load_package *load, const struct load_step *step)
{
	size_t whole = step->header_size + step->value_size;
	bool ok = true;
	if (load->stage == LOAD_PACKAGE_HEADER)
		ok = step->tag == BOUND_PACKAGE_TAG && step->value_size <= BOUND_PACKAGE_MAXIMUM;
	else if (load->stage == LOAD_INITIALISE)
		ok = step->tag == INITIALISE_SECURE_CHANNEL_TAG && whole <= INITIALISE_MAXIMUM &&
		     whole <= load->package_left;
	else if (load->in_sequence)
		ok = step->tag == sequences[load->stage].segment_tag && whole <= load->sequence_left &&
		     whole <= load->euicc->data.protected_tlv_maximum;
	return ok ? STATUS_OK : structure_error(load);
}

/* STATUS_BUSY: more octets are needed to tell. */
static enum status next_step(struct load_package *load, struct bytes octets, struct load_step *out)
{
	enum status status = der_header(octets, &out->tag, &out->header_size, &out->value_size);
	if (status == STATUS_MALFORMED)
		return structure_error(load);
	TRY(status);
	TRY(check_step(load, out));
	out->header_only = load->stage == LOAD_PACKAGE_HEADER || (load->stage != LOAD_INITIALISE && !load->in_sequence);
	return STATUS_OK;
}

static enum status take_step(struct load_package *load, const struct load_step *step, struct bytes tlv,
                             struct buffer *answer)
{
	switch (load->stage) {
	case LOAD_PACKAGE_HEADER:
		load->package_left = step->value_size;
		load->stage = LOAD_INITIALISE;
		return STATUS_OK;
	case LOAD_INITIALISE:
		TRY(initialise(load, tlv));
		load->package_left -= tlv.size;
		load->stage = LOAD_CONFIGURE;
		return STATUS_OK;
	case LOAD_DONE:
		return STATUS_BUG;
	default:
		if (load->in_sequence)
			TRY(open_segment(load, tlv));
		else
			TRY(begin_sequence(load, step->tag, step->header_size, step->value_size));
		return load->sequence_left == 0 ? end_sequence(load, answer) : STATUS_OK;
	}
}

/* Takes as many steps as `octets` hold; *out_taken counts their octets. */
static enum status take_steps(struct load_package *load, struct bytes octets, struct buffer *answer, size_t *out_taken)
{
	*out_taken = 0;
	while (load->stage != LOAD_DONE) {
		struct load_step step;
		struct bytes rest = bytes_after(octets, *out_taken);
		enum status status = next_step(load, rest, &step);
		if (status == STATUS_BUSY)
			return STATUS_OK;
		TRY(status);
		size_t size = step.header_size + (step.header_only ? 0 : step.value_size);
		if (size > rest.size)
			return STATUS_OK;
		TRY(take_step(load, &step, bytes_first(rest, size), answer));
		*out_taken += size;
	}
	/* The length of BF36 is reached: octets behind it belong to nothing. */
	return *out_taken == octets.size ? STATUS_OK : structure_error(load);
}

/* A chain that ends where a TLV ends, as LPAs cut, is worked on where it lies; of others the unfinished end is kept. */
static enum status take_octets(struct load_package *load, struct bytes octets, struct buffer *answer)
{
	size_t taken;
	if (load->pending.size == 0) {
		TRY(take_steps(load, octets, answer, &taken));
		return buffer_append(&load->pending, bytes_after(octets, taken));
	}
	TRY(buffer_append(&load->pending, octets));
	TRY(take_steps(load, buffer_bytes(&load->pending), answer, &taken));
	buffer_drop_first(&load->pending, taken);
	return STATUS_OK;
}

/* ---- from outside ---- */

bool load_package_is_part(uint32_t tag)
{
	return tag == BOUND_PACKAGE_TAG || (tag >= CONFIGURE_ISDP_SEQUENCE && tag <= PROFILE_ELEMENTS_SEQUENCE) ||
	       (tag >= PROFILE_SEGMENT && tag <= MAC_SEGMENT);
}

bool load_package_wants(const struct euicc *euicc, struct bytes octets)
{
	static const uint8_t get_challenge[] = { 0xBF, 0x2E, 0x00 };
	static const uint8_t package_tag[] = { 0xBF, 0x36 };
	int state = session_state(euicc);
	if (state == SESSION_PREPARED)
		return octets.size > 0 && bytes_equal(bytes_first(octets, 2), bytes_first(BYTES(package_tag), octets.size));
	if (state != SESSION_LOADING)
		return false;
	const struct load_package *load = euicc->session->load;
	if (load->pending.size > 0 || load->stage == LOAD_INITIALISE)
		return !bytes_equal(octets, BYTES(get_challenge));
	return octets.size == 0 || octets.data[0] != get_challenge[0];
}

static enum status begin_loading(struct euicc *euicc)
{
	struct load_package *load = calloc(1, sizeof *load);
	if (!load)
		return STATUS_NO_MEMORY;
	load->euicc = euicc;
	load->pending = BUFFER(2 * euicc->data.protected_tlv_maximum + PIECE_MAXIMUM);
	euicc->session->load = load;
	session_step(euicc, SESSION_LOAD, true);
	return STATUS_OK;
}

/* A card that is full says so; what else is no fault of the package has no name. A memory that does not answer cannot
 * keep a result either. */
static bool is_reported(struct load_package *load, enum status status)
{
	if (status == STATUS_NO_MEMORY || status == STATUS_TOO_LARGE)
		load->error = INSTALL_INSUFFICIENT_MEMORY;
	else if (status != STATUS_REFUSED)
		load->error = INSTALL_UNKNOWN_ERROR;
	return status != STATUS_OK && status != STATUS_IO;
}

/* What the package began goes, and the result says why. */
static enum status report_failure(struct euicc *euicc, struct buffer *answer)
{
	struct load_package *load = euicc->session->load;
	struct install_marker marker = load->installing ? load->install.marker : marker_of(euicc->session);
	struct bytes response = { 0 };
	if (load->install.interpreter)
		response = interpreter_response(load->install.interpreter);
	marker.command = load->command;
	enum status status = profile_install_fail(euicc, &marker, load->error, response, answer);
	session_step(euicc, SESSION_RESULT, status == STATUS_OK);
	return status;
}

enum status load_package_feed(struct euicc *euicc, struct bytes octets, struct buffer *answer)
{
	if (!session_allows(euicc, SESSION_LOAD))
		return STATUS_OUT_OF_ORDER;
	if (session_state(euicc) == SESSION_PREPARED)
		TRY(begin_loading(euicc));
	struct load_package *load = euicc->session->load;
	size_t start = answer->size;
	TRY(nvm_begin(euicc->nvm));
	enum status status = nvm_end(euicc->nvm, take_octets(load, octets, answer));
	if (status == STATUS_OK) {
		if (load->stage == LOAD_DONE)
			session_step(euicc, SESSION_RESULT, true);
		return STATUS_OK;
	}
	answer->size = start;
	if (is_reported(load, status))
		return report_failure(euicc, answer);
	session_end(euicc);
	return status;
}
