/* SPDX-License-Identifier: Apache-2.0 */
/* A package as its lint rules look at it: elements in their order, and the files that they make, also where a card would
 * have stopped. Only lint*.c files and package_needs.c include this. */
#ifndef PROFILE_PACKAGE_LINT_MODEL_H
#define PROFILE_PACKAGE_LINT_MODEL_H

#include "profile_package/file_plan.h"
#include "profile_package/lint.h"

enum { LINT_ELEMENTS_MAXIMUM = 4096, LINT_FILES_MAXIMUM = 4096, LINT_BODY_MAXIMUM = 32768, LINT_CODES_MAXIMUM = 4096 };

/* Tags of schema.c. */
enum lint_tag {
	TAG_HEADER = 0xA0, TAG_MANAGEMENT = 0xA1, TAG_PIN_CODES = 0xA2, TAG_PUK_CODES = 0xA3, TAG_AKA = 0xA4, TAG_CDMA = 0xA5,
	TAG_SECURITY_DOMAIN = 0xA6, TAG_RFM = 0xA7, TAG_APPLICATION = 0xA8, TAG_NON_STANDARD = 0xA9, TAG_END = 0xAA,
	TAG_MF = 0xB0, TAG_CD = 0xB1, TAG_TELECOM = 0xB2, TAG_USIM = 0xB3, TAG_OPT_USIM = 0xB4, TAG_ISIM = 0xB5,
	TAG_OPT_ISIM = 0xB6, TAG_PHONEBOOK = 0xB7, TAG_GSM_ACCESS = 0xB8, TAG_CSIM = 0xB9, TAG_OPT_CSIM = 0xBA, TAG_EAP = 0xBB,
	TAG_DF_5GS = 0xBC, TAG_DF_SAIP = 0xBD, TAG_DF_SNPN = 0xBE, TAG_DF_5GPROSE = 0xBF1F, TAG_IOT = 0xBF20,
	TAG_OPT_IOT = 0xBF21,
};

/* Items of the ServicesList. */
enum lint_service {
	ITEM_CONTACTLESS = 0, ITEM_USIM = 1, ITEM_ISIM = 2, ITEM_CSIM = 3, ITEM_MILENAGE = 4, ITEM_TUAK128 = 5, ITEM_CAVE = 6,
	ITEM_GBA_USIM = 7, ITEM_GBA_ISIM = 8, ITEM_MBMS = 9, ITEM_EAP = 10, ITEM_JAVACARD = 11, ITEM_MULTOS = 12,
	ITEM_MULTIPLE_USIM = 13, ITEM_MULTIPLE_ISIM = 14, ITEM_MULTIPLE_CSIM = 15, ITEM_TUAK256 = 16, ITEM_TEST_ALGORITHM = 17,
	ITEM_BER_TLV = 18, ITEM_DF_LINK = 19, ITEM_CAT_TP = 20, ITEM_GET_IDENTITY = 21, ITEM_PROFILE_A = 22,
	ITEM_PROFILE_B = 23,
};

enum lint_naa { LINT_NO_NAA, LINT_USIM, LINT_ISIM, LINT_CSIM, LINT_NAAS };

enum { ID_MF = 0x3F00, ID_ARR_OF_MF = 0x2F06, ID_ARR = 0x6F06, ID_DIR = 0x2F00, ID_ICCID = 0x2FE2 };

struct lint_element {
	struct package_node *node;
	const char *name;
	uint32_t tag;
	unsigned number;                  /* among those of its name, from 1 */
	bool has_header, mandated;
	uint16_t identification;
	const struct template *template;  /* NULL: none, or one that nobody knows */
	struct bytes template_oid;        /* empty: none */
	const struct lint_file *first_directory; /* that it makes; NULL: none */
	unsigned directory_count;
	const struct lint_file *last_directory; /* that it makes or selects; NULL: none */
	const struct lint_element *context_element; /* nearest one before that makes directories; NULL: none */
	const struct lint_file *context;  /* the directory that PINs in this place belong to; NULL: none */
	const struct lint_file *adf;      /* made last before this element or by it; NULL: none */
	enum lint_naa naa;                /* of `adf` */
	unsigned context_directories;     /* made by context_element; 1 when a directory was selected since */
};

struct lint_file {
	const struct lint_element *element;
	struct package_node *node;        /* field or createFCP; the element for what its template makes unasked */
	struct package_node *fcp_node;    /* NULL: none */
	const struct template_file *row;  /* NULL: generic file management */
	bool is_absent;                   /* its template makes it although its field is not there */
	bool is_suppressed;               /* doNotCreate */
	bool is_read;                     /* `fcp` is what the package says, or there is none */
	struct fcp fcp;
	bool is_planned;
	struct new_file plan;             /* with is_planned */
	enum file_kind kind;
	uint16_t id;
	const struct lint_file *directory; /* NULL: the MF, or a place that is not there */
	struct file_path path;            /* its own */
	bool is_placed;                   /* its directory is there */
	bool is_second;                   /* another has its path already */
	const struct lint_file *target;   /* of a link, if it is there already */
	const struct lint_file *later_target;
	const struct package_node *first_item, *end_item; /* among these members are its contents */
	bool has_content;
	uint64_t filled;                  /* octets up to the last one written */
	const struct package_node *overrun; /* the item that leaves the file; NULL: none */
	enum lint_naa naa;                /* of the ADF above or of itself */
	const struct lint_file *pins_from; /* of a directory: whose PINs it shares; NULL: nobody's */
	uint8_t *body;                    /* see lint_body() */
	struct lint_file *next, *next_in_bucket;
};

/* One PIN or PUK. */
struct lint_code {
	const struct lint_element *element;
	struct package_node *node;
	uint32_t reference;
	const struct lint_file *context;  /* PINs: their directory; NULL: none */
	struct lint_code *next;
};

struct lint {
	struct bytes package;
	struct arena *arena;
	const struct lint_target *target; /* NULL: none */
	bool mends;                       /* only rules with a mend are applied */
	struct package_node *root;
	uint16_t version;                 /* that the package declares */
	uint16_t limit;                   /* the target's version, or else the package's */
	uint32_t services;                /* that the header lists */
	const struct lint_element *header, *end;
	struct lint_element *elements;
	size_t element_count;
	struct lint_file *files, *last_file;
	size_t file_count;
	bool files_left_out;
	struct lint_file *buckets[1024];
	const struct lint_file *mf;
	const struct lint_file *adfs[LINT_NAAS]; /* the last of each kind; [LINT_NO_NAA]: the last */
	struct lint_code *pins, *last_pin, *puks, *last_puk;
	size_t code_count;
	const struct lint_rule *rule;     /* that is being applied */
	size_t rule_findings, finding_count; /* that are kept: of this rule, of all */
	struct lint_finding *last_finding;
	struct lint_report *report;
	enum status status;
};

#define LINT_EACH_ELEMENT(name, lint) \
	for (const struct lint_element *name = (lint)->elements; name < (lint)->elements + (lint)->element_count; name++)
#define LINT_EACH_FILE(name, lint) for (struct lint_file *name = (lint)->files; name; name = name->next)
#define LINT_EACH_MEMBER(name, node) \
	for (struct package_node *name = (node) ? (node)->first : NULL; name; name = name->next)

/* Fills what follows from lint->root. STATUS_NO_MEMORY. */
enum status lint_model_make(struct lint *lint) MUST_CHECK;

/* The file at a path; NULL: none. */
const struct lint_file *lint_file_at(const struct lint *lint, const struct file_path *path);
/* The same in a directory; NULL also for a NULL directory. */
const struct lint_file *lint_file_in(const struct lint *lint, const struct lint_file *directory, uint16_t id);

/* What the file holds after installation, a link what its target holds; empty: nothing, or too large to look at. */
struct bytes lint_body(struct lint *lint, const struct lint_file *file);
/* The record size of a file or of a link's target; nought: it has no records. */
uint16_t lint_record_size(const struct lint_file *file);
/* Record n from 1; empty: there is none. */
struct bytes lint_record(struct lint *lint, const struct lint_file *file, unsigned number);

/* The EF.ARR that a file's access rules are in, searched upwards from it; NULL: none. */
const struct lint_file *lint_rule_file(const struct lint *lint, const struct lint_file *file);
/* The record there; nought: the file names none. */
uint8_t lint_rule_record(const struct lint_file *file);

/* Bit `service` (from 1) of a service table; false for NULL. */
bool lint_service_on(struct lint *lint, const struct lint_file *table, unsigned service);

/* The same for any USIM of the package. */
bool lint_usim_service_on(struct lint *lint, unsigned service);

bool lint_is_directory(const struct lint_file *file);
bool lint_is_link(const struct lint_file *file);

/* The template file has this name in any version: "EF.UST". */
bool lint_is_named(const struct lint_file *file, const char *name);
/* A standard file of an application wherever it was made: by name, or by identifier below an ADF of that kind. */
const struct lint_file *lint_naa_file(const struct lint *lint, const struct lint_file *adf, uint16_t id);

/* By what its header or its IMSI say, a profile for tests: what everybody knows may stand in it. */
bool lint_is_for_tests(struct lint *lint);

/* ---- findings ---- */

struct lint_place {
	const struct lint_element *element;  /* NULL: the package */
	const struct lint_file *file;        /* gives the element, and the node where that is NULL */
	const struct package_node *node;
	enum lint_effect effect;             /* one that ends the installation makes the finding an error */
	bool is_minor;                       /* one severity less than the rule's */
};

void lint_tell(struct lint *lint, struct lint_place place, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The path of a node in the words of a source. NULL without memory. */
const char *lint_path(struct lint *lint, const struct package_node *node, const struct lint_file *file);

/* The target follows this rule; false without target. */
bool lint_target_follows(const struct lint *lint, enum profile_rule rule);
/* `effect`, or LINT_TAKEN with a target that has this tolerance. */
enum lint_effect lint_unless(const struct lint *lint, enum profile_rule rule, enum lint_effect effect);
bool lint_target_has_service(const struct lint *lint, unsigned item);

/* Octets as text in the arena; never NULL. */
const char *lint_hex(struct lint *lint, struct bytes octets);

/* Each element's node and all below it, unless `visit` answers false for the one above. */
void lint_visit(struct lint *lint, bool (*visit)(struct lint *lint, const struct lint_element *element,
                                                 struct package_node *node));

/* The families of rules. */
struct lint_family {
	const struct lint_rule *rules;
	size_t count;
};
extern const struct lint_family lint_encoding, lint_header, lint_sequence, lint_files, lint_contents, lint_access,
	lint_authentication, lint_domains;

/* Mends of more than one family: the node goes; see struct lint_rule. */
bool lint_drop(struct package_node *node);

#endif
