/* SPDX-License-Identifier: Apache-2.0 */
/* What a profile package asks a card to make, piece by piece, in the order of the package and with every template
 * already resolved. profile_package/interpreter.h calls it while the package streams in; euicc/profile_install.c
 * implements it over the card's stores; tests record it. Nothing of the package stays in memory between two calls. */
#ifndef PROFILE_PACKAGE_BUILDER_H
#define PROFILE_PACKAGE_BUILDER_H

#include "base/bytes.h"
#include "base/status.h"

/* PEStatus codes of the interoperable format; also ISO 7816 status words. */
enum pe_status {
	PE_OK = 0,
	PE_NOT_SUPPORTED = 1,
	PE_MEMORY_FAILURE = 2,
	PE_BAD_VALUES = 3,
	PE_NOT_ENOUGH_MEMORY = 4,
	PE_INVALID_REQUEST_FORMAT = 5,
	PE_INVALID_PARAMETER = 6,
	PE_RUNTIME_NOT_SUPPORTED = 7,
	PE_LIBRARY_NOT_SUPPORTED = 8,
	PE_TEMPLATE_NOT_SUPPORTED = 9,
	PE_FEATURE_NOT_SUPPORTED = 10,
	PE_PIN_CODE_MISSING = 11,
	PE_UNSUPPORTED_PROFILE_VERSION = 31,
};

enum file_kind { FILE_TRANSPARENT, FILE_LINEAR_FIXED, FILE_CYCLIC, FILE_BER_TLV, FILE_DF, FILE_ADF, FILE_MF };

enum { PATH_MAXIMUM = 4, FILE_PATTERN_MAXIMUM = 200, PIN_STATUS_MAXIMUM = 32, LINK_PATH_MAXIMUM = 8 };

/* The directory a file stands in: file identifiers below the MF; an ADF by its temporary identifier. */
struct file_path {
	uint16_t ids[PATH_MAXIMUM];
	size_t count; /* nought: the MF */
};

enum body_fill {
	FILL_FF,       /* every octet FF */
	FILL_PATTERN,  /* the pattern, then its last octet again and again; in record files, each record */
	FILL_REPEAT,   /* the pattern again and again */
	FILL_PREFIX_SUFFIX, /* template default: as FILL_PATTERN, and the last octets are those of `suffix` */
};

/* A file to be created. Views are good during the call. */
struct new_file {
	const char *name;          /* "EF.IMSI", of the template; NULL: generic file management */
	struct file_path directory;
	enum file_kind kind;
	uint16_t id;               /* ADF: the temporary one */
	struct bytes aid;          /* ADF */
	uint32_t size;             /* octets of an EF's body; BER-TLV: reserved */
	uint32_t maximum_size;     /* BER-TLV; nought: size */
	uint8_t file_details;      /* BER-TLV; 01: DER coding supported (TS 102 221 11.1.1.4.6) */
	uint16_t record_size;      /* record files */
	uint8_t life_cycle;        /* 05: activated */
	uint8_t descriptor;        /* file descriptor octet: 41, 42, 46, 79, 78 */
	bool has_short_id;
	uint8_t short_id;          /* 1 to 30 */
	uint16_t access_rule_file; /* the file identifier of the EF.ARR: 2F06, 6F06 or what the package says */
	uint8_t access_rule_record;
	uint8_t special_information;
	struct bytes pin_status;   /* key references, DF, ADF and MF */
	enum body_fill fill;
	struct bytes pattern;
	struct bytes suffix;
	bool is_link;
	struct file_path link;     /* the target's path, target included */
};

struct new_pin {
	uint8_t reference;
	uint8_t value[8];
	uint8_t unblocking_reference; /* nought: none */
	uint8_t attributes;           /* bit 1 enabled, bit 2 may be changed, bit 3 may be disabled */
	uint8_t tries_maximum, tries_left;
};

struct new_puk {
	uint8_t reference;
	uint8_t value[8];
	uint8_t tries_maximum, tries_left;
};

struct new_aka {
	struct file_path adf;        /* the NAA it belongs to, by temporary identifier */
	bool is_mapping;             /* the two fields below, instead of the rest */
	uint8_t mapping_options;
	struct bytes mapping_source; /* AID */
	uint8_t algorithm;           /* 1 Milenage, 2 TUAK, 3 XOR */
	uint8_t algorithm_options;
	struct bytes key;
	struct bytes opc;
	uint8_t rotation[5];
	uint8_t constants[80];
	bool has_authentication_counter;
	uint8_t authentication_counter[3];
	uint8_t keccak_iterations;
	uint8_t sqn_options;
	uint8_t sqn_delta[6];
	uint8_t sqn_age_limit[6];
	uint8_t sqn_init[32][6];
};

struct profile_header {
	uint8_t major, minor;
	struct text profile_type;
	uint8_t iccid[10];           /* digits in their order, not swapped */
};

enum object_kind { OBJECT_SECURITY_DOMAIN, OBJECT_LOAD_PACKAGE, OBJECT_APPLICATION, OBJECT_RFM };

/* A security domain, load package, application or remote file management; what an element does not have is empty. */
struct new_object {
	enum object_kind kind;
	struct bytes aid;                /* of the instance, or of the load package */
	struct bytes package, class;
	struct bytes domain;             /* AID of the security domain it belongs to; empty: the first one (MNO-SD) */
	struct bytes privileges;         /* 1 or 3 octets */
	struct bytes life_cycle;         /* 1 octet */
	struct bytes install_parameters; /* inside of C9 */
	struct bytes system_parameters;  /* inside of EF */
	struct bytes toolkit, access_parameters, admin_access_parameters; /* inside of EA: 80, 81, 82 */
	struct bytes security_level;     /* 1 octet */
	struct bytes tars;               /* three octets each: of the list, of the toolkit parameters, or of the AID */
	struct bytes access_domain, admin_access_domain;
	struct bytes adf, adf_access_domain, adf_admin_access_domain;
	struct bytes limits[3], hash;    /* C6, C7, C8; C1 */
	uint32_t size;                   /* octets of the load block */
};

enum { KEY_COMPONENTS = 8 };

struct new_key_component {
	uint8_t type;                    /* GP key type: 80 DES, 88 AES, 85 TLS-PSK, … */
	uint8_t mac_length;
	struct bytes value;
};

struct new_key {
	uint8_t version, identifier;
	struct bytes usage;              /* 1 or 2 octets */
	uint8_t access;
	struct bytes counter;            /* empty: none */
	struct new_key_component components[KEY_COMPONENTS];
	size_t component_count;
};

enum object_datum { OBJECT_PROCESS_DATA, OBJECT_DOMAIN_DATA, OBJECT_OPEN_DATA, OBJECT_CAT_TP, OBJECT_PROVIDER };

/* Every call answers a status; anything but PE_OK makes the element fail: the whole installation if it is mandated. */
struct profile_builder {
	void *self;
	enum pe_status (*header)(void *self, const struct profile_header *header);
	/* After it, fill_file() writes into this file; of a directory, the next files may stand in it. */
	enum pe_status (*create_file)(void *self, const struct new_file *file);
	/* `offset` from the start of the body; contents may come in several pieces. */
	enum pe_status (*fill_file)(void *self, uint32_t offset, struct bytes content);
	/* `context`: the directory the PINs belong to. */
	enum pe_status (*pin)(void *self, const struct file_path *context, const struct new_pin *pin);
	/* The PINs of `context` are those of `source`. */
	enum pe_status (*share_pins)(void *self, const struct file_path *context, const struct file_path *source);
	enum pe_status (*puk)(void *self, const struct new_puk *puk);
	enum pe_status (*aka)(void *self, const struct new_aka *aka);
	/* An element that is kept and not worked on (CDMA, non-standard): its tag and its octets, whole, in pieces;
	 * `offset` of the piece. */
	enum pe_status (*keep_element)(void *self, uint32_t tag, uint32_t offset, struct bytes piece);
	/* PE-End: the last word on the whole (PINs that are named and not there, EF.ICCID, IMSI). */
	enum pe_status (*end)(void *self);

	/* The calls from here on may be NULL: not asked for. */

	/* An element with this tag begins. fail_element(): it failed and is left out; what came since its beginning is to be
	 * taken back. */
	enum pe_status (*begin_element)(void *self, uint32_t tag);
	enum pe_status (*fail_element)(void *self);
	enum pe_status (*object)(void *self, const struct new_object *object);
	/* Of the last object: a key of a security domain; contents; a piece of the load block, `offset` from its start. */
	enum pe_status (*key)(void *self, const struct new_key *key);
	enum pe_status (*datum)(void *self, enum object_datum kind, struct bytes value);
	enum pe_status (*load_block)(void *self, uint32_t offset, struct bytes piece);
};

#endif
