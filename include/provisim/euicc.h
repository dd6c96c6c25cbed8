/* SPDX-License-Identifier: Apache-2.0 */
/* libprovisim-euicc: the software eUICC of Provisim inside your program. A card takes command APDUs and gives answer APDUs
 * as the card in a phone does: ISD-R and ECASD (SGP.22 version 2), profiles that come and go, and a USIM with files, PINs
 * and authentication for the enabled one (TS 102 221, TS 31.102).
 *
 *     provisim_euicc_memory_new(0, &memory);       where the card lives: process, file, or your own storage
 *     provisim_euicc_create(memory, &birth);       once in its life: EID, keys, certificates
 *     provisim_euicc_open(memory, NULL, &card);    power on
 *     provisim_euicc_reset(card, atr, &atr_size);
 *     provisim_euicc_transmit(card, …);            as often as you like
 *     provisim_euicc_close(card);                  power off; the card stays in the memory
 *     provisim_euicc_memory_free(memory);
 *
 * Build with  cc program.c $(pkg-config --cflags --libs provisim-euicc).
 *
 * Sizes are in octets, numbers of a card in decimal digits, texts end with NUL and are UTF-8. Octets and texts that you
 * give are copied or used up before the call returns; callbacks, and what `context` points to, must last as long as the
 * memory or card they were given for. Outputs come last, are never NULL, and are written only on PROVISIM_EUICC_OK.
 *
 * Threads: the library keeps no state of its own beside the handles that you hold (OpenSSL's algorithms are looked up once
 * for the process, behind a lock). Different cards may be used by different threads at once. Two calls on one card, or
 * on its memory, must not overlap: keep a card to one thread at a time. Callbacks come from the thread that called, and must
 * not call into the same card.
 *
 * The library never prints, never ends the process, opens no socket, and touches no file but that of
 * provisim_euicc_memory_open(). Only the fault "slow" makes a call wait. */
#ifndef PROVISIM_EUICC_H
#define PROVISIM_EUICC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define PROVISIM_EUICC_CHECKED __attribute__((warn_unused_result))
#else
#define PROVISIM_EUICC_CHECKED
#endif

/* ---- outcomes ---- */

enum provisim_euicc_status {
	PROVISIM_EUICC_OK = 0,
	PROVISIM_EUICC_BAD_ARGUMENT = 1, /* NULL where something must be, or a number out of its range */
	PROVISIM_EUICC_MALFORMED = 2,    /* what you gave is not what it should be, or the memory is damaged */
	PROVISIM_EUICC_UNSUPPORTED = 3,  /* written by a newer version of this library, or a curve that no eUICC has */
	PROVISIM_EUICC_REFUSED = 4,      /* wrong check digits of an EID; no permission for a file */
	PROVISIM_EUICC_NOT_FOUND = 5,    /* no card in this memory, no such file, no such personality */
	PROVISIM_EUICC_EXISTS = 6,       /* there is a card already */
	PROVISIM_EUICC_TOO_LARGE = 7,    /* over a limit, or over the room that you gave */
	PROVISIM_EUICC_NO_MEMORY = 8,    /* the process or the storage is full */
	PROVISIM_EUICC_BUSY = 9,         /* the card runs already, here or in another process */
	PROVISIM_EUICC_IO = 10,          /* storage or random numbers failed */
	PROVISIM_EUICC_BUG = 11          /* a mistake of the library: please report it */
};

/* A sentence for people, "There is no card in this memory."; lives for ever, never NULL. */
const char *provisim_euicc_status_sentence(enum provisim_euicc_status status);

/* "0.1.0": of the library that runs, which may be newer than this header. */
const char *provisim_euicc_version(void);

/* ---- EIDs (SGP.22 4.3.1, SGP.29) ---- */

enum {
	PROVISIM_EUICC_EID_SIZE = 33 /* 32 digits and a NUL */
};

/* The EID that stands `count` places behind `eid`, for numbering cards: 30 digits are counted on, the last two are the check
 * digits (ISO 7064 MOD 97-10). With a count of 0 it only puts the check digits right. MALFORMED: not 32 digits;
 * TOO_LARGE: there are no more digits. */
PROVISIM_EUICC_CHECKED enum provisim_euicc_status provisim_euicc_eid_after(const char *eid, uint64_t count,
                                                                           char out_eid[PROVISIM_EUICC_EID_SIZE]);

/* ---- the memory that a card lives in ---- */

/* A card's non-volatile memory. It outlasts the running card, as the chip outlasts the power: close the card, open it again,
 * and it is where it was. One card at a time. */
struct provisim_euicc_memory;

/* In this process; empty at first, gone with provisim_euicc_memory_free(). `limit`: of all values together; 0: 16 MiB.
 * NO_MEMORY. */
PROVISIM_EUICC_CHECKED enum provisim_euicc_status provisim_euicc_memory_new(uint64_t limit,
                                                                            struct provisim_euicc_memory **out_memory);

/* In a file of the form that `provisim euicc` uses (SQLite), made if there is none, readable by its owner only. Whatever
 * the card has answered is on the disk by then. BUSY: another process has it; MALFORMED: no card's file, or a damaged one;
 * UNSUPPORTED: of a newer version; IO: it cannot be opened or made; NO_MEMORY. */
PROVISIM_EUICC_CHECKED enum provisim_euicc_status provisim_euicc_memory_open(const char *path,
                                                                             struct provisim_euicc_memory **out_memory);

/* One step of a transaction on your storage, which maps 64-bit keys to octets. */
struct provisim_euicc_change {
	uint64_t first, last; /* the keys from first to last, both included, are erased … */
	const uint8_t *value; /* … unless this is not NULL: then first == last, and the record is put in or replaced */
	size_t value_size;    /* may be 0 */
};

/* Your own storage. The library keeps a copy of the records in the process, so it asks for them once and then only
 * tells you what changes. Return 0 for success, anything else for failure. */
struct provisim_euicc_storage {
	void *context;

	/* Hand each record to `put`, in any order; `sink` goes to `put` as it is. Should `put` return anything but 0,
	 * return that. Once, from within provisim_euicc_memory_from(). */
	int (*load)(void *context, int (*put)(void *sink, uint64_t key, const uint8_t *value, size_t value_size), void *sink);

	/* Carry the steps out in their order, all of them or none, also when the power goes meanwhile: make them durable,
	 * then return 0. A card relies on it: a profile is never half there, and none is installed twice. If this fails, the
	 * command that the card was given fails. The steps are good during the call. */
	int (*commit)(void *context, const struct provisim_euicc_change *steps, size_t count);
};

/* IO: load() failed; NO_MEMORY; BAD_ARGUMENT: a function is missing. */
PROVISIM_EUICC_CHECKED enum provisim_euicc_status provisim_euicc_memory_from(
	const struct provisim_euicc_storage *storage, struct provisim_euicc_memory **out_memory);

/* Close its card first. NULL is fine. */
void provisim_euicc_memory_free(struct provisim_euicc_memory *memory);

/* Octets of all values in it: profiles, keys, notifications. IO. */
PROVISIM_EUICC_CHECKED enum provisim_euicc_status provisim_euicc_memory_used(const struct provisim_euicc_memory *memory,
                                                                             uint64_t *out_octets);

/* All of it as octets, keys and PINs too. A card that runs meanwhile is taken as if the power went now. `*out_octets` is yours:
 * give it to provisim_euicc_octets_free(). TOO_LARGE: over 64 MiB; NO_MEMORY; IO. */
PROVISIM_EUICC_CHECKED enum provisim_euicc_status provisim_euicc_snapshot(const struct provisim_euicc_memory *memory,
                                                                          uint8_t **out_octets, size_t *out_size);

/* Replaces all of it, in one transaction: a failure changes nothing. The octets are only checked to be a snapshot: what is
 * wrong with the card in it is found by provisim_euicc_open(), or by the commands that meet it. MALFORMED: no snapshot;
 * UNSUPPORTED: of a newer version; BUSY: its card runs; NO_MEMORY; IO. */
PROVISIM_EUICC_CHECKED enum provisim_euicc_status provisim_euicc_restore(struct provisim_euicc_memory *memory,
                                                                         const uint8_t *octets, size_t size);

/* Wipes and frees what provisim_euicc_snapshot() gave. NULL is fine. */
void provisim_euicc_octets_free(uint8_t *octets, size_t size);

/* ---- personalities ---- */

/* What a kind of card supports and how it fails; docs/guide/laboratory.md tells of the words. */
struct provisim_euicc_personality;

enum {
	PROVISIM_EUICC_SENTENCE_SIZE = 300
};

/* The names of those that are built in, "strict" being the default; NULL past the last. */
const char *provisim_euicc_personality_name(size_t index);

/* By name. NOT_FOUND; NO_MEMORY. */
PROVISIM_EUICC_CHECKED enum provisim_euicc_status provisim_euicc_personality_named(
	const char *name, struct provisim_euicc_personality **out_personality);

/* From YAML. If it cannot be read, `out_sentence` says where and why; else it is empty. MALFORMED; NO_MEMORY. */
PROVISIM_EUICC_CHECKED enum provisim_euicc_status provisim_euicc_personality_parse(
	const char *yaml, char out_sentence[PROVISIM_EUICC_SENTENCE_SIZE],
	struct provisim_euicc_personality **out_personality);

/* Cards that were made or opened with it do not need it any more. NULL is fine. */
void provisim_euicc_personality_free(struct provisim_euicc_personality *personality);

/* ---- birth ---- */

struct provisim_euicc_octets {
	const void *data;
	size_t size;
};

/* Under one CI (SGP.22 4.5.2). Certificates are X.509, keys PKCS#8 or SEC1, on P-256 or brainpoolP256r1; each as DER, or as
 * PEM text. `provisim pki init DIR` makes a set for tests: ci.pem, eum.pem, euicc.pem, euicc.key, eum.key. */
struct provisim_euicc_credentials {
	struct provisim_euicc_octets ci_certificate;
	struct provisim_euicc_octets eum_certificate;
	/* Either these two … */
	struct provisim_euicc_octets euicc_certificate;
	struct provisim_euicc_octets private_key;
	/* … or this one alone: then the card gets a new key, and a certificate for its EID from this EUM; or none of
	 * the three: then the CI is trusted only. */
	struct provisim_euicc_octets eum_private_key;
};

enum {
	PROVISIM_EUICC_CREDENTIALS_MAXIMUM = 4
};

/* What a card is born with. Begin with all octets nought, which is the default named beside a member. */
struct provisim_euicc_birth {
	const char *eid;                                      /* 32 digits */
	const struct provisim_euicc_credentials *credentials; /* in the order of priority */
	size_t credential_count;                              /* 1 to 4 */
	const char *default_smdp_address;                     /* "smdp.example.com"; none */
	const char *root_smds_address;                        /* "lpa.ds.gsma.com" */
	uint32_t nonvolatile_memory;                          /* octets for profiles, 524288 */
	uint32_t protected_tlv_maximum;                       /* octets of a protected part of a package, 1020; at most 4096 */
	uint32_t notification_maximum;                        /* kept at most, 64; at most 4096 */
	bool allows_policy_rules;    /* profiles of every operator may forbid to be disabled or deleted (SGP.22 2.4.11) */
	bool refuses_test_profiles;
	const struct provisim_euicc_personality *personality; /* the default card */
};

/* Makes a card in an empty memory, in one transaction. EXISTS: there is one already; REFUSED: the check digits of the EID are
 * wrong; MALFORMED: the EID is none, an address is none, a certificate or key cannot be read, or they and the EID do not
 * belong together; UNSUPPORTED: a key on another curve; BUSY; NO_MEMORY; IO. */
PROVISIM_EUICC_CHECKED enum provisim_euicc_status provisim_euicc_create(struct provisim_euicc_memory *memory,
                                                                        const struct provisim_euicc_birth *birth);

/* The card is as it was born: profiles, notifications and revocation lists are gone, and nothing is left to report. EID, keys
 * and kind stay, and sequence numbers go on (SGP.22 3.5). NOT_FOUND: no card; BUSY: it runs; MALFORMED; UNSUPPORTED; NO_MEMORY;
 * IO. */
PROVISIM_EUICC_CHECKED enum provisim_euicc_status provisim_euicc_factory_reset(struct provisim_euicc_memory *memory);

/* ---- life ---- */

/* A card with power. */
struct provisim_euicc;

/* What `trace` is told of. */
enum provisim_euicc_event {
	PROVISIM_EUICC_EVENT_ATR = 1,     /* the card was reset; octets: its ATR */
	PROVISIM_EUICC_EVENT_COMMAND = 2, /* octets: the command APDU, as it came */
	PROVISIM_EUICC_EVENT_ANSWER = 3   /* octets: data, SW1 and SW2; none when the card did not answer */
};

/* Begin with all octets nought. */
struct provisim_euicc_settings {
	void *context; /* for the functions */

	/* Fills `out` with unpredictable octets, and returns 0; anything else fails the command. NULL: the kernel's generator.
	 * Challenges and the like come from here; keys and signatures take OpenSSL's generator. */
	int (*random)(void *context, uint8_t *out, size_t size);

	/* Sees all that goes over the link, PINs and keys of the installation included. The octets are good during the call.
	 * NULL: nobody does. */
	void (*trace)(void *context, enum provisim_euicc_event event, const uint8_t *octets, size_t size);

	/* Behaves as this kind of card until it is closed. NULL: as it was born. */
	const struct provisim_euicc_personality *personality;

	/* For laboratories: how it shall fail, in the words of `provisim euicc run --fault`, several with commas: "signature",
	 * "full=OCTETS", "drop@N", "6F00@N", "slow=MILLISECONDS", "reset@N"; N counts commands from 1. NULL: it does not. */
	const char *faults;
};

/* Power on: what a power failure left is put right, and an interrupted installation is reported (SGP.22 3.1.3.3).
 * `settings` may be NULL. NOT_FOUND: no card in this memory; BUSY: it runs already; UNSUPPORTED: written by a newer version;
 * MALFORMED: damaged, or `faults` has a word that is none; NO_MEMORY; IO. */
PROVISIM_EUICC_CHECKED enum provisim_euicc_status provisim_euicc_open(struct provisim_euicc_memory *memory,
                                                                      const struct provisim_euicc_settings *settings,
                                                                      struct provisim_euicc **out_card);

/* Power off. NULL is fine. */
void provisim_euicc_close(struct provisim_euicc *card);

enum {
	PROVISIM_EUICC_ATR_MAXIMUM = 33,
	PROVISIM_EUICC_COMMAND_MAXIMUM = 261, /* short APDUs: header, Lc, 255 octets, Le */
	PROVISIM_EUICC_ANSWER_MAXIMUM = 258   /* 256 octets, SW1 and SW2 */
};

/* Cold or warm reset: channels, sessions and verified PINs are forgotten. Gives the ATR (TS 102 221 6.3). NO_MEMORY; IO. */
PROVISIM_EUICC_CHECKED enum provisim_euicc_status provisim_euicc_reset(struct provisim_euicc *card,
                                                                       uint8_t out_atr[PROVISIM_EUICC_ATR_MAXIMUM],
                                                                       size_t *out_size);

/* One command, one answer, whatever the octets (TS 102 221 10.1): what a card has against a command, it says with its
 * status word. Data waits behind 61xx for GET RESPONSE, and 91xx has a proactive command waiting for FETCH. What was
 * answered is durable. An answer of no octets, which only the fault "drop" gives, is one that got lost. TOO_LARGE: the answer
 * is longer than `room`, and lost; PROVISIM_EUICC_ANSWER_MAXIMUM always suffices. NO_MEMORY and IO: the card is in doubt:
 * close it and open it again. */
PROVISIM_EUICC_CHECKED enum provisim_euicc_status provisim_euicc_transmit(struct provisim_euicc *card,
                                                                          const uint8_t *command, size_t command_size,
                                                                          uint8_t *out_answer, size_t room,
                                                                          size_t *out_size);

/* Gives back the memory that an idle card can do without: for the many that wait while few work. The next command takes it
 * again; nothing else is different. */
void provisim_euicc_rest(struct provisim_euicc *card);

void provisim_euicc_eid(const struct provisim_euicc *card, char out_eid[PROVISIM_EUICC_EID_SIZE]);

#ifdef __cplusplus
}
#endif

#endif
