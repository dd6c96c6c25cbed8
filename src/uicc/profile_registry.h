/* SPDX-License-Identifier: Apache-2.0 */
/* What a profile has besides files, codes and authentication: its security domains with their keys, load packages, the
 * applications of these, and remote file management. GlobalPlatform calls the list of them the registry. Entries are
 * numbered from 0 in the order of their making; nothing of them is executed here. */
#ifndef UICC_PROFILE_REGISTRY_H
#define UICC_PROFILE_REGISTRY_H

#include "uicc/profile_store.h"

enum registry_kind { REGISTRY_SECURITY_DOMAIN, REGISTRY_LOAD_PACKAGE, REGISTRY_APPLICATION, REGISTRY_RFM };

enum {
	REGISTRY_ENTRIES_MAXIMUM = 256, REGISTRY_DATA_MAXIMUM = 1024, /* of an entry */
	REGISTRY_RECORD_MAXIMUM = 4096, /* octets */
	TAR_SIZE = 3, KEY_COMPONENTS_MAXIMUM = 8,
};

struct registry_entry {
	enum registry_kind kind;
	struct bytes aid;                /* of the instance, or of the load package */
	struct bytes package, class;     /* domains and applications: where they come from */
	struct bytes domain;             /* AID of the security domain it belongs to; the operator's own (MNO-SD): empty */
	struct bytes privileges;         /* 1 or 3 octets; load packages and RFM: empty */
	uint8_t life_cycle;
	struct bytes install_parameters; /* inside of C9 */
	struct bytes system_parameters;  /* inside of EF */
	struct bytes toolkit, access_parameters, admin_access_parameters; /* inside of EA: 80, 81, 82 */
	bool has_security_level;
	uint8_t security_level;          /* MSL: an SPI1 (TS 102 225) */
	struct bytes tars;               /* three octets each */
	struct bytes access_domain, admin_access_domain; /* RFM, for the UICC's file system */
	struct bytes adf, adf_access_domain, adf_admin_access_domain; /* RFM; empty: the MF */
	uint32_t size;                   /* load packages: octets of the load block */
	uint32_t element;                /* … which is kept as this element of the profile store */
	struct bytes limits, hash;       /* load packages: C6, C7, C8 as they came; C1 */
};

struct registry_component {
	uint8_t type;                    /* GP key type: 80 DES, 88 AES, 85 TLS-PSK, … */
	uint8_t mac_length;              /* octets */
	struct bytes value;              /* clear */
};

struct registry_key {
	uint8_t version, identifier;
	struct bytes usage;              /* 1 or 2 octets */
	uint8_t access;                  /* 00 domain and applications, 01 domain, 02 applications */
	struct bytes counter;            /* 5 octets in SCP80; empty: none */
	struct registry_component components[KEY_COMPONENTS_MAXIMUM];
	size_t component_count;
};

/* Contents that only an execution would look at. */
enum registry_datum {
	DATUM_PROCESS_DATA,       /* personalisation of an instance, block by block */
	DATUM_DOMAIN_DATA,        /* sdPersoData: STORE DATA of a security domain */
	DATUM_OPEN_DATA,          /* inside of openPersoData */
	DATUM_CAT_TP,             /* inside of catTpParameters */
	DATUM_PROVIDER,           /* inside of controlReferenceTemplate */
};

enum status profile_registry_count(const struct profile_store *store, size_t *out) MUST_CHECK;
/* Security domains and applications of a slot, which need not be opened. STATUS_MALFORMED; STATUS_IO. */
enum status profile_registry_count_applications(struct nvm *nvm, uint16_t slot, size_t *out) MUST_CHECK;

/* Views into `room`, which begins empty and has REGISTRY_RECORD_MAXIMUM octets. STATUS_NOT_FOUND; STATUS_MALFORMED. */
enum status profile_registry_read(const struct profile_store *store, uint16_t number, struct buffer *room,
                                  struct registry_entry *out) MUST_CHECK;

/* The entry with this AID, or with this TAR. STATUS_NOT_FOUND. */
enum status profile_registry_find(const struct profile_store *store, struct bytes aid, uint16_t *out) MUST_CHECK;
enum status profile_registry_find_tar(const struct profile_store *store, struct bytes tar, uint16_t *out) MUST_CHECK;

/* Writes an entry; views are copied. In the caller's transaction, as all that follow. STATUS_TOO_LARGE. */
enum status profile_registry_write(struct profile_store *store, uint16_t number,
                                   const struct registry_entry *entry) MUST_CHECK;
/* Appends to the contents of an entry; `order` counts from nought. */
enum status profile_registry_write_datum(struct profile_store *store, uint16_t number, uint16_t order,
                                         enum registry_datum kind, struct bytes value) MUST_CHECK;

/* A key of a security domain; a counter that moved on is written the same way. STATUS_TOO_LARGE. */
enum status profile_registry_write_key(struct profile_store *store, uint16_t domain, const struct registry_key *key) MUST_CHECK;
/* `room`: as above, and secret. STATUS_NOT_FOUND: no such key. */
enum status profile_registry_read_key(const struct profile_store *store, uint16_t domain, uint8_t version,
                                      uint8_t identifier, struct buffer *room, struct registry_key *out) MUST_CHECK;
/* The key after the one of this version and identifier, in rising order; -1 and 0 begin. STATUS_NOT_FOUND: no more. */
enum status profile_registry_next_key(const struct profile_store *store, uint16_t domain, int version, int identifier,
                                      struct buffer *room, struct registry_key *out) MUST_CHECK;

/* Takes back the entries from number `entries` on, with keys and contents. */
enum status profile_registry_cut(struct profile_store *store, uint16_t entries) MUST_CHECK;

#endif
