/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the interpreter: what it remembers of the package so far, and the parts that work on one kind of element each.
 * Only the interpret*.c files include this. */
#ifndef PROFILE_PACKAGE_INTERPRETER_STATE_H
#define PROFILE_PACKAGE_INTERPRETER_STATE_H

#include "profile_package/element_stream.h"
#include "profile_package/fcp.h"
#include "profile_package/installation_response.h"
#include "profile_package/interpreter.h"
#include "profile_package/template.h"

enum naa { NAA_NONE, NAA_USIM, NAA_ISIM, NAA_CSIM, NAA_COUNT };

/* The element that is being read. */
struct current_element {
	const struct schema_field *schema;
	uint32_t tag;
	size_t start;              /* where it begins, octets from the start of the package */
	size_t left;               /* octets of its value still to come */
	bool has_header, mandated;
	uint16_t identification;
	bool fatal;                /* the failure ends the installation whatever `mandated` says */
	bool is_kept;
	bool is_object;            /* a security domain, applications or remote file management */
	uint32_t kept;             /* octets handed to keep_element() */
	bool made_directory;
	enum pe_status postponed;  /* found before it was known whether the element is mandated */
};

/* The file that was created last, or is about to be. */
struct current_file {
	const struct template_file *row; /* NULL: generic file management */
	bool is_suppressed, is_created;
	bool is_absent;            /* its field is not in the package */
	bool may_be_filled;
	uint32_t size, position;
};

/* Template elements: the directories made for the fields so far. */
struct template_walk {
	const struct template *template;
	unsigned next;             /* the first field number not dealt with */
	unsigned last;             /* the highest that the element can have */
	struct file_path place;    /* where files without a parent field stand */
	unsigned inner_tag;        /* field of the directory made last, and its path */
	struct file_path inner;
	unsigned top_tag;
	struct file_path top;
};

/* Security domains and their like, one at a time: what was gathered of it, in `octets`. */
enum { OBJECT_OCTETS_MAXIMUM = 1024 };
struct current_object {
	struct new_object object;
	bool is_told;                /* the builder has it */
	enum object_datum block_kind;
	uint32_t block_offset;       /* octets of the load block that were handed over */
	uint8_t octets[OBJECT_OCTETS_MAXIMUM];
	size_t used;
};

/* What the elements so far mean for those to come. */
struct progress {
	unsigned seen;                        /* MF_SEEN … */
	unsigned naa_count[NAA_COUNT];
	struct file_path naa_path[NAA_COUNT]; /* of the last of each; [NAA_NONE]: of the last of any */
	enum naa last_naa;
	bool has_pin_context;
	struct file_path pin_context;
	unsigned pin_context_directories;     /* made by the element that made the context */
	uint8_t puks[256 / 8];                /* that are there, bit n for reference n */
};

/* Tags of schema.c and items of the ServicesList that need special care. */
enum element_tag {
	ELEMENT_HEADER = 0xA0, ELEMENT_MANAGEMENT = 0xA1, ELEMENT_PIN_CODES = 0xA2, ELEMENT_PUK_CODES = 0xA3,
	ELEMENT_AKA = 0xA4, ELEMENT_CDMA = 0xA5, ELEMENT_SECURITY_DOMAIN = 0xA6, ELEMENT_RFM = 0xA7, ELEMENT_APPLICATION = 0xA8,
	ELEMENT_NON_STANDARD = 0xA9, ELEMENT_END = 0xAA, ELEMENT_MF = 0xB0, ELEMENT_CD = 0xB1, ELEMENT_TELECOM = 0xB2,
	ELEMENT_USIM = 0xB3, ELEMENT_OPT_USIM = 0xB4, ELEMENT_ISIM = 0xB5, ELEMENT_OPT_ISIM = 0xB6, ELEMENT_CSIM = 0xB9,
	ELEMENT_OPT_CSIM = 0xBA, ELEMENT_IOT = 0xBF20, ELEMENT_OPT_IOT = 0xBF21,
};
enum service {
	SERVICE_USIM = 1, SERVICE_ISIM = 2, SERVICE_CSIM = 3, SERVICE_MILENAGE = 4, SERVICE_TUAK128 = 5,
	SERVICE_JAVACARD = 11, SERVICE_MULTOS = 12,
	SERVICE_MULTIPLE_USIM = 13, SERVICE_MULTIPLE_ISIM = 14, SERVICE_MULTIPLE_CSIM = 15, SERVICE_TUAK256 = 16,
	SERVICE_USIM_TEST_ALGORITHM = 17, SERVICE_BER_TLV = 18,
};

enum phase { PHASE_BETWEEN, PHASE_IN_ELEMENT, PHASE_SKIPPING, PHASE_ENDED, PHASE_ABORTED };

enum { IDENTIFICATIONS = 32768 };
enum {
	MF_SEEN = 1, CD_SEEN = 2, TELECOM_SEEN = 4, PUK_SEEN = 8, SD_SEEN = 16,
	PIN_SEEN = 32, /* in the MF */
	LOCAL_PIN_SEEN = 64,
};

struct interpreter {
	const struct profile_builder *builder;
	const struct profile_support *support;
	enum phase phase;
	size_t offset;
	uint8_t header_octets[STREAM_HEADER_MAXIMUM];
	size_t header_size;
	struct element_stream stream;
	struct current_element element;
	struct current_file file;
	struct template_walk walk;

	struct profile_header header;
	char profile_type[100];
	uint32_t services;                    /* that the header asks for */
	uint8_t iot_aid[16];                  /* of the USIM of a minimal profile; no octets: this is none */
	size_t iot_aid_size;
	bool has_header;
	struct progress so_far;
	struct progress before;               /* the current element: to be gone back to when it is left out */
	struct file_path created_path;        /* of the file made last */
	struct file_path management_path;     /* current directory of generic file management */
	struct new_aka aka;
	uint8_t aka_octets[STREAM_VALUE_MAXIMUM]; /* what the views of `aka` look at */
	uint8_t identifications[IDENTIFICATIONS / 8];
	bool has_identification;
	uint16_t last_identification;
	struct current_object object;

	struct installation_response response;
	struct buffer encoded_response;
};

/* An error that ends the installation whether or not the element is mandated: order, missing fields, doubles. */
static inline enum pe_status interpreter_fatal(struct interpreter *interpreter, enum pe_status status)
{
	interpreter->element.fatal = true;
	return status;
}

/* Makes `plan`, follows what it means for the elements to come, and opens it for filling. */
enum pe_status interpret_create(struct interpreter *interpreter, const struct new_file *plan) MUST_CHECK;
enum pe_status interpret_fill_offset(struct interpreter *interpreter, struct bytes value) MUST_CHECK;
/* `left`: octets that follow the piece. What does not fit is refused before any of it is written. */
enum pe_status interpret_fill_content(struct interpreter *interpreter, struct bytes piece, size_t left) MUST_CHECK;

/* Each kind of element: what it does when it begins (after its header), with a value, and when it ends. */
enum pe_status interpret_header_value(struct interpreter *interpreter, const struct schema_field *field,
                                      struct bytes value) MUST_CHECK;
enum pe_status interpret_header_end(struct interpreter *interpreter) MUST_CHECK;

enum pe_status interpret_template_start(struct interpreter *interpreter, struct bytes oid) MUST_CHECK;
enum pe_status interpret_template_file_start(struct interpreter *interpreter, unsigned tag) MUST_CHECK;
enum pe_status interpret_template_file_value(struct interpreter *interpreter, const struct schema_field *field,
                                             struct bytes value) MUST_CHECK;
enum pe_status interpret_template_file_content(struct interpreter *interpreter, struct bytes piece,
                                               size_t left) MUST_CHECK;
enum pe_status interpret_template_file_end(struct interpreter *interpreter) MUST_CHECK;
enum pe_status interpret_template_end(struct interpreter *interpreter) MUST_CHECK;

enum pe_status interpret_management_value(struct interpreter *interpreter, const struct schema_field *field,
                                          struct bytes value) MUST_CHECK;

enum pe_status interpret_pin(struct interpreter *interpreter, struct bytes value) MUST_CHECK;
enum pe_status interpret_pin_path(struct interpreter *interpreter, struct bytes value) MUST_CHECK;
enum pe_status interpret_puk(struct interpreter *interpreter, struct bytes value) MUST_CHECK;

enum pe_status interpret_aka_start(struct interpreter *interpreter) MUST_CHECK;
enum pe_status interpret_aka_value(struct interpreter *interpreter, const struct schema_field *field,
                                   struct bytes value) MUST_CHECK;
enum pe_status interpret_aka_end(struct interpreter *interpreter) MUST_CHECK;

/* The header's iotOptions; where their element may stand; what its files have that are not told; their contents; at the
 * end the codes of a minimal profile that brings none. */
enum pe_status interpret_iot_options(struct interpreter *interpreter, struct bytes value) MUST_CHECK;
enum pe_status interpret_iot_order(struct interpreter *interpreter, uint32_t tag) MUST_CHECK;
void interpret_iot_defaults(const struct interpreter *interpreter, unsigned tag, struct fcp *fcp);
enum pe_status interpret_iot_contents(const struct interpreter *interpreter, unsigned tag,
                                      const struct new_file *plan) MUST_CHECK;
enum pe_status interpret_iot_codes(const struct interpreter *interpreter) MUST_CHECK;

enum pe_status interpret_object_start(struct interpreter *interpreter) MUST_CHECK;
enum pe_status interpret_object_open(struct interpreter *interpreter, const struct schema_field *field) MUST_CHECK;
enum pe_status interpret_object_value(struct interpreter *interpreter, const struct schema_field *field,
                                      struct bytes value) MUST_CHECK;
/* `left`: octets of the load block that follow the piece. */
enum pe_status interpret_load_block(struct interpreter *interpreter, struct bytes piece, size_t left) MUST_CHECK;
enum pe_status interpret_object_close(struct interpreter *interpreter, const struct schema_field *field) MUST_CHECK;
enum pe_status interpret_object_end(struct interpreter *interpreter) MUST_CHECK;
/* A KeyObject of the security domain that was told last: the inside of its SEQUENCE. */
enum pe_status interpret_key(struct interpreter *interpreter, struct bytes value) MUST_CHECK;

/* The elements so far allow this one here. */
enum pe_status interpret_order(struct interpreter *interpreter) MUST_CHECK;

/* What profile_support says beyond the format. `size`: octets of the value; `value`: one that is handed over whole. */
enum pe_status interpret_rules_element(const struct interpreter *interpreter, size_t size) MUST_CHECK;
enum pe_status interpret_rules_identification(struct interpreter *interpreter, uint16_t identification) MUST_CHECK;
enum pe_status interpret_rules_field(const struct interpreter *interpreter, const struct schema_field *field,
                                     size_t size) MUST_CHECK;
enum pe_status interpret_rules_value(const struct interpreter *interpreter, const struct schema_field *field,
                                     struct bytes value) MUST_CHECK;
/* `fcp`: NULL where the package gives none. May change what the file is filled with. */
enum pe_status interpret_rules_file(const struct interpreter *interpreter, const struct fcp *fcp,
                                    struct new_file *plan) MUST_CHECK;
/* An application element that is mandated, on a card that executes none, fails; another is kept, and the response says
 * that there is no runtime. */
enum pe_status interpret_rules_application(struct interpreter *interpreter) MUST_CHECK;
void interpret_rules_note_puk(struct interpreter *interpreter, int reference);
enum pe_status interpret_rules_pin(const struct interpreter *interpreter, int unblocking) MUST_CHECK;
enum pe_status interpret_rules_algorithm(const struct interpreter *interpreter, uint8_t highest_usual) MUST_CHECK;

#endif
