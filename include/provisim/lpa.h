/* SPDX-License-Identifier: Apache-2.0 */
/* libprovisim-lpa: the device's part of eSIM provisioning (SGP.22 version 2) inside your program: downloads with offer and
 * confirmation code, profiles, notifications, discovery, what the card tells. It does no input or output: it says which APDU,
 * which HTTPS request or which question is next; your program does that and reports. So it goes with every event loop, with
 * every TLS library, and with a card behind whatever there is.
 *
 *     provisim_lpa_new(NULL, &lpa);
 *     provisim_lpa_list_profiles(lpa);                        an order
 *     for (;;) {
 *             provisim_lpa_next(lpa, &want);
 *             if (want.kind == PROVISIM_LPA_WANT_NOTHING)     it has ended
 *                     break;
 *             … do it, and report with one of the functions below
 *     }
 *     provisim_lpa_outcome(lpa, &outcome);                    how
 *     provisim_lpa_profiles(lpa, &profiles, &count);          what
 *     provisim_lpa_close(lpa);                                gives the card's channel back: the same loop again
 *     provisim_lpa_free(lpa);
 *
 * Build with  cc program.c $(pkg-config --cflags --libs provisim-lpa).
 *
 * Sizes are in octets. Texts end with NUL, are UTF-8 and never NULL unless a comment says so; ICCIDs and EIDs are decimal
 * digits in the order that people read, AIDs hexadecimal. What you give is copied or used up before the call returns. What
 * you get belongs to the session; each comment says how long it is good. Outputs come last, are never NULL, and are
 * written only on PROVISIM_LPA_OK. Every function that gives a status answers BAD_ARGUMENT where something is NULL that
 * must not be.
 *
 * Threads: the library keeps no state beside the sessions that you hold (OpenSSL's algorithms are looked up once for the
 * process, behind a lock). Different sessions may be used by different threads at once; calls on one session must not
 * overlap. One card belongs to one session at a time.
 *
 * The library never prints, never ends the process, never waits, opens no socket and no file, and reads no clock. */
#ifndef PROVISIM_LPA_H
#define PROVISIM_LPA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define PROVISIM_LPA_CHECKED __attribute__((warn_unused_result))
#else
#define PROVISIM_LPA_CHECKED
#endif

/* ---- outcomes of calls ---- */

enum provisim_lpa_status {
	PROVISIM_LPA_OK = 0,
	PROVISIM_LPA_BAD_ARGUMENT = 1, /* NULL where something must be, or a number out of its range */
	PROVISIM_LPA_MALFORMED = 2,    /* what you gave is not what it should be */
	PROVISIM_LPA_UNSUPPORTED = 3,  /* an activation code of another format than 1 */
	PROVISIM_LPA_NOT_FOUND = 4,    /* no code in the text, no such row */
	PROVISIM_LPA_NOT_NOW = 5,      /* another order is under way, this was not asked for, or there is no such result */
	PROVISIM_LPA_TOO_LARGE = 6,    /* over a limit */
	PROVISIM_LPA_NO_MEMORY = 7,
	PROVISIM_LPA_BUG = 8           /* a mistake of the library: please report it */
};

/* A sentence for people; lives for ever, never NULL. */
const char *provisim_lpa_status_sentence(enum provisim_lpa_status status);

/* "0.1.0": of the library that runs, which may be newer than this header. */
const char *provisim_lpa_version(void);

enum {
	PROVISIM_LPA_EID_SIZE = 33,         /* 32 digits and a NUL */
	PROVISIM_LPA_ICCID_SIZE = 21,       /* 18 to 20 digits and a NUL */
	PROVISIM_LPA_AID_SIZE = 33,         /* hexadecimal digits and a NUL */
	PROVISIM_LPA_ADDRESS_SIZE = 256,    /* host, or host:port */
	PROVISIM_LPA_CI_KEY_ID_SIZE = 20,   /* octets */
	PROVISIM_LPA_COMMAND_MAXIMUM = 261, /* octets of a command APDU: short ones only */
	PROVISIM_LPA_NICKNAME_MAXIMUM = 64  /* octets */
};

/* ---- sessions ---- */

/* One card, and the orders that it is given one after the other. */
struct provisim_lpa;

/* Begin with all octets nought, which is the default named beside a member. */
struct provisim_lpa_settings {
	const uint8_t *isd_r_aid;           /* 5 to 16 octets; NULL: the AID of SGP.22, then those of known cards */
	size_t isd_r_aid_size;
	size_t segment_size;                /* octets of a STORE DATA block, 1 to 255; nought: 255 (SGP.22 5.7.2) */
	const char *imei;                   /* 15 digits, told to card and server (SGP.22 4.2); NULL: not told */
	const uint8_t *device_capabilities; /* what stands inside DeviceCapabilities (SGP.22 4.2), as DER; NULL: nothing */
	size_t device_capabilities_size;    /* at most 256 */
};

/* Nothing is sent before the first order. `settings` may be NULL. MALFORMED: the IMEI or the capabilities are none;
 * BAD_ARGUMENT: a size out of range; NO_MEMORY. */
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_new(const struct provisim_lpa_settings *settings,
                                                               struct provisim_lpa **out_lpa);

/* Wipes and frees it, at any time. What the card thinks of the channel is not touched: see provisim_lpa_close(). NULL is
 * fine. */
void provisim_lpa_free(struct provisim_lpa *lpa);

/* ---- orders ----
 *
 * Each begins one order, which goes on in the loop above. NOT_NOW: another one is under way, and nothing happened. Any other
 * answer: the results of the one before are gone, but may be part of what you give. NO_MEMORY is possible everywhere. */

struct provisim_lpa_download {
	const char *smdp_address;      /* "smdp.example.com"; NULL or "": the card's default SM-DP+ */
	const char *matching_id;       /* NULL: none, the server finds the order by the EID */
	const char *smdp_oid;          /* dotted, that the server must have; NULL or "": any (SGP.22 4.1) */
	const char *confirmation_code; /* NULL or "": asked for when the server wants one */
};

/* Download and installation (SGP.22 3.1.3). The offer comes as a question before anything is written to the card.
 * MALFORMED: address, matching ID, OID or code is none: provisim_lpa_outcome() has the sentence. */
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_download(struct provisim_lpa *lpa,
                                                                    const struct provisim_lpa_download *order);

/* Goes on with a download that was interrupted: `record` is what provisim_lpa_record() gave, here or in another process. The
 * card is asked first whether the profile is there already; else the server binds the same order anew. It ends with one
 * profile, however often it was interrupted. `confirmation_code` as in an order, for it is no part of the record.
 * MALFORMED: this is no record, or one of another version. */
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_resume(struct provisim_lpa *lpa, const uint8_t *record,
                                                                  size_t size, const char *confirmation_code);

/* GetProfilesInfo (SGP.22 5.7.15): then provisim_lpa_profiles(). */
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_list_profiles(struct provisim_lpa *lpa);

/* EnableProfile, DisableProfile, DeleteProfile (SGP.22 5.7.16 to 5.7.18). `profile`: its ICCID, or its AID as 32 hexadecimal
 * digits. `refresh`: the card asks the modem to read it anew; otherwise a reset is wanted afterwards. Deliver notifications
 * then. MALFORMED: it is neither. */
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_enable(struct provisim_lpa *lpa, const char *profile, bool refresh);
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_disable(struct provisim_lpa *lpa, const char *profile, bool refresh);
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_delete(struct provisim_lpa *lpa, const char *profile);

/* SetNickname (SGP.22 5.7.21); "" takes it away. MALFORMED: no ICCID, or no printable UTF-8; TOO_LARGE: over
 * PROVISIM_LPA_NICKNAME_MAXIMUM. */
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_set_nickname(struct provisim_lpa *lpa, const char *iccid,
                                                                        const char *nickname);

/* SetDefaultDpAddress (SGP.22 5.7.4); "" takes it away. MALFORMED: no address. */
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_set_default_smdp(struct provisim_lpa *lpa, const char *address);

enum {
	PROVISIM_LPA_RESET_OPERATIONAL_PROFILES = 1,
	PROVISIM_LPA_RESET_TEST_PROFILES = 2,
	PROVISIM_LPA_RESET_DEFAULT_SMDP = 4
};

/* eUICCMemoryReset (SGP.22 5.7.19): deletes them all, for good. `what`: of the bits above, at least one, else
 * BAD_ARGUMENT. */
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_reset_memory(struct provisim_lpa *lpa, unsigned what);

/* EID, addresses, EUICCInfo2 (SGP.22 5.7.3, 5.7.8, 5.7.20): then provisim_lpa_chip(). */
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_ask_chip(struct provisim_lpa *lpa);

/* ListNotification (SGP.22 5.7.9): then provisim_lpa_notifications(). */
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_list_notifications(struct provisim_lpa *lpa);

/* Sends what the card has to report, in order, each address for itself; what the server has taken is removed from the card,
 * the rest stays for the next time (SGP.22 3.5): then provisim_lpa_deliveries(). Do this before and after a download, and
 * after each change. `numbers`: only these; NULL: all. TOO_LARGE: over 256 numbers. */
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_deliver(struct provisim_lpa *lpa, const uint64_t *numbers,
                                                                   size_t count);

/* RemoveNotificationFromList (SGP.22 5.7.11): unsent, so that the operator will not know. */
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_remove_notification(struct provisim_lpa *lpa, uint64_t number);

/* Asks an SM-DS what waits for this card, and follows where it leads (SGP.22 3.6.2): then provisim_lpa_events(), each to be
 * downloaded by an order of its own. `smds_address` NULL or "": the Root SM-DS that the card names. The servers learn the EID:
 * ask the user first. MALFORMED: no address. */
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_discover(struct provisim_lpa *lpa, const char *smds_address);

/* Not an order: gives the logical channel back to the card; go on with the loop until nothing is wanted. Only between orders
 * (NOT_NOW), and before other programs shall have the card. The next order opens one again. */
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_close(struct provisim_lpa *lpa);

/* ---- what is wanted ---- */

enum provisim_lpa_want_kind {
	PROVISIM_LPA_WANT_NOTHING = 0, /* the order has ended, or there was none */
	PROVISIM_LPA_WANT_APDU = 1,    /* send `apdu`: provisim_lpa_card_answered() */
	PROVISIM_LPA_WANT_RESET = 2,   /* reset the card, so that the modem reads it anew: provisim_lpa_card_was_reset() */
	PROVISIM_LPA_WANT_REQUEST = 3, /* post `request`: provisim_lpa_server_answered() */
	PROVISIM_LPA_WANT_USER = 4     /* ask `question`: provisim_lpa_user_replied() */
};

/* An HTTPS request (SGP.22 6.2). Method POST, version 1.1 or later, redirects are not followed.
 *
 * Whoever sends it answers for TLS (SGP.22 2.6.6): version 1.2 or later; the server's certificate leads to a CI that the device
 * trusts, and to nothing else, is valid today, bears the host name, and names among its policies id-rspRole-dp-tls or
 * id-rspRole-ds-tls. provisim_lpa_check_server_certificate() looks at the last, the rest is your TLS library's. What does not
 * hold is reported as PROVISIM_LPA_SERVER_UNTRUSTED. The card checks the server a second time, with other certificates: a false
 * server cannot put a profile on the card, but one that TLS does not stop learns the EID. */
struct provisim_lpa_request {
	const char *url;            /* "https://smdp.example.com/gsma/rsp2/es9plus/initiateAuthentication" */
	const char *address;        /* its host, or host:port */
	const char *path;
	const char *content_type;   /* value of Content-Type */
	const char *user_agent;     /* of User-Agent */
	const char *admin_protocol; /* of X-Admin-Protocol */
	const uint8_t *body;
	size_t body_size;
	size_t answer_limit; /* octets: a longer answer is reported as PROVISIM_LPA_SERVER_ANSWER_TOO_LARGE */
};

enum provisim_lpa_profile_class {
	PROVISIM_LPA_CLASS_TEST = 0,
	PROVISIM_LPA_CLASS_PROVISIONING = 1,
	PROVISIM_LPA_CLASS_OPERATIONAL = 2
};

enum provisim_lpa_icon_type { PROVISIM_LPA_ICON_NONE = -1, PROVISIM_LPA_ICON_JPEG = 0, PROVISIM_LPA_ICON_PNG = 1 };

/* Profile policy rules (SGP.22 2.9.1), as bits. */
enum {
	PROVISIM_LPA_PPR1 = 1, /* once enabled, it cannot be disabled */
	PROVISIM_LPA_PPR2 = 2  /* it cannot be deleted */
};

/* What is put before the user (SGP.22 3.1.3). */
struct provisim_lpa_offer {
	const char *server_address;
	char iccid[PROVISIM_LPA_ICCID_SIZE];
	const char *service_provider_name;
	const char *profile_name;
	enum provisim_lpa_profile_class profile_class;
	enum provisim_lpa_icon_type icon_type;
	const uint8_t *icon; /* at most 1024 octets of a picture by others: hostile, as far as you know */
	size_t icon_size;
	unsigned rules;            /* bits of PPR1, PPR2 */
	unsigned rules_to_consent; /* of them, those that the user must agree to by name (SGP.22 2.9.2.4): YES says so too */
	bool confirmation_code_required;
};

enum provisim_lpa_question_kind {
	PROVISIM_LPA_ASKS_CONSENT = 1,          /* shall this profile be installed? */
	PROVISIM_LPA_ASKS_CONFIRMATION_CODE = 2 /* the code that the operator gave with the order */
};

struct provisim_lpa_question {
	enum provisim_lpa_question_kind kind;
	struct provisim_lpa_offer offer;
	unsigned wrong_codes;     /* that were given so far in this download; the operator allows a few */
	const char *server_words; /* what the server said to the last one; may be empty */
};

/* Members of other kinds are nought. */
struct provisim_lpa_want {
	enum provisim_lpa_want_kind kind;
	const uint8_t *apdu;
	size_t apdu_size;
	struct provisim_lpa_request request;
	struct provisim_lpa_question question;
};

/* What is to be done now. Everything in it is good until the next call of this function, or the next report. NO_MEMORY: call
 * it again later. */
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_next(struct provisim_lpa *lpa, struct provisim_lpa_want *out_want);

/* For a line on the screen. */
struct provisim_lpa_progress {
	const char *step;     /* as lpac names it: "es9p_initiate_authentication"; lives for ever; "" before the first one */
	const char *sentence; /* "Connecting to the server"; lives for ever; NULL: too small a step to be told */
	size_t done, total;   /* octets of a package, or items; total nought: not counted */
};

PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_progress(const struct provisim_lpa *lpa,
                                                                    struct provisim_lpa_progress *out_progress);

/* ---- reports ----
 *
 * Each answers the want of its kind; NOT_NOW, and nothing happened: that was not wanted. */

/* Data, SW1 and SW2, as the card gave them: 61xx and 6Cxx are understood. A link that fetches by itself may give up to 65536
 * octets. TOO_LARGE: over that. */
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_card_answered(struct provisim_lpa *lpa, const uint8_t *answer,
                                                                         size_t size);

/* The link did not take the APDU, and the card has not seen it: the same is wanted again in smaller pieces; if that cannot
 * help, the card is lost. `why`: a sentence, or NULL. */
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_link_refused(struct provisim_lpa *lpa, const char *why);

/* The card or its reader is gone; also instead of provisim_lpa_card_was_reset(). `why`: a sentence, or NULL. */
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_card_lost(struct provisim_lpa *lpa, const char *why);

PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_card_was_reset(struct provisim_lpa *lpa);

/* The whole answer: HTTP status and body, whatever they are. TOO_LARGE: over the limit of the want. */
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_server_answered(struct provisim_lpa *lpa, int http_status,
                                                                           const uint8_t *body, size_t size);

enum provisim_lpa_server_trouble {
	PROVISIM_LPA_SERVER_UNREACHABLE = 1,     /* no name, no route, cut off, too slow; the request may be wanted again */
	PROVISIM_LPA_SERVER_UNTRUSTED = 2,       /* its TLS certificate does not hold */
	PROVISIM_LPA_SERVER_ANSWER_TOO_LARGE = 3 /* over the limit */
};

/* There is no answer. `why`: a sentence for the user, or NULL. */
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_server_lost(struct provisim_lpa *lpa,
                                                                       enum provisim_lpa_server_trouble trouble,
                                                                       const char *why);

enum provisim_lpa_reply {
	PROVISIM_LPA_YES = 1,
	PROVISIM_LPA_NO = 2,    /* for good: the server is told, and the order is over (SGP.22 3.1.3.1) */
	PROVISIM_LPA_LATER = 3, /* put off: the same code can be used again */
	PROVISIM_LPA_SILENT = 4 /* nobody answered */
};

/* `typed`: the confirmation code, with YES to that question; else NULL. TOO_LARGE: over 64 octets. */
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_user_replied(struct provisim_lpa *lpa, enum provisim_lpa_reply reply,
                                                                        const char *typed);

/* At any time, instead of a report or besides: the user wants to end it. What the card is busy with is finished, a download is
 * cancelled at card and server (SGP.22 3.1.3.1): go on with the loop. Without an order it does nothing. NULL is fine. */
void provisim_lpa_stop(struct provisim_lpa *lpa);

/* ---- results ----
 *
 * Of the latest order, once nothing is wanted any more. They are good until the next order, or provisim_lpa_free().
 * NOT_NOW: the latest order was another one, or has not succeeded; MALFORMED: the card's answer cannot be read; NO_MEMORY. */

enum provisim_lpa_state {
	PROVISIM_LPA_IDLE = 0, /* there was no order */
	PROVISIM_LPA_RUNNING = 1,
	PROVISIM_LPA_DONE = 2,
	PROVISIM_LPA_FAILED = 3
};

struct provisim_lpa_outcome {
	enum provisim_lpa_state state;
	/* PROVISIM_LPA_FAILED: */
	const char *sentence;     /* what, with its codes, and what to do; empty otherwise */
	const char *subject_code; /* of a server's refusal, "8.2.6"; else empty (SGP.22 5.2.6) */
	const char *reason_code;  /* "3.8" */
	unsigned status_word;     /* of a card's refusal; else nought */
	int card_error;           /* code inside a card's answer; else nought */
	/* … of a download: */
	bool code_is_good; /* the same order can be downloaded again, as far as a device can know */
	bool can_resume;   /* provisim_lpa_record() has what provisim_lpa_resume() takes */
};

PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_outcome(const struct provisim_lpa *lpa,
                                                                   struct provisim_lpa_outcome *out_outcome);

/* Of provisim_lpa_download() and provisim_lpa_resume(). */
struct provisim_lpa_installation {
	char iccid[PROVISIM_LPA_ICCID_SIZE];
	char aid[PROVISIM_LPA_AID_SIZE]; /* empty: it was on the card already when the download was resumed */
	uint64_t sequence_number;        /* of the notification; nought then */
};
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_installed(const struct provisim_lpa *lpa,
                                                                     struct provisim_lpa_installation *out_installation);

/* What must outlive the process so that a download can be resumed; keep it where only this user can read. There is one as
 * soon as the package has come, which is when the step becomes "es10b_load_bound_profile_package": keep it before the next
 * APDU, until the order has succeeded or its code is not good any more. The octets are text (JSON), up to 11 MiB, and good
 * until the next call of this function, or the next order. NOT_NOW: no download, or no package yet. */
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_record(struct provisim_lpa *lpa, const uint8_t **out_record,
                                                                  size_t *out_size);

struct provisim_lpa_profile {
	char iccid[PROVISIM_LPA_ICCID_SIZE]; /* empty: the card did not say */
	char aid[PROVISIM_LPA_AID_SIZE];
	bool enabled;
	const char *nickname;
	const char *service_provider_name;
	const char *profile_name;
	enum provisim_lpa_profile_class profile_class;
	enum provisim_lpa_icon_type icon_type;
	const uint8_t *icon;
	size_t icon_size;
};
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_profiles(struct provisim_lpa *lpa,
                                                                    const struct provisim_lpa_profile **out_profiles,
                                                                    size_t *out_count);

/* What a card does not answer is empty or nought. */
struct provisim_lpa_chip {
	char eid[PROVISIM_LPA_EID_SIZE];
	const char *default_smdp_address;
	const char *root_smds_address;
	char rsp_version[12]; /* "2.2.2": of SGP.22 */
	char profile_version[12];
	char firmware_version[12];
	uint64_t free_nonvolatile_memory; /* octets */
	uint64_t free_volatile_memory;
	uint64_t rsp_capability;  /* bit n for bit n of RspCapability (SGP.22 4.3) */
	uint64_t uicc_capability;
	const uint8_t (*verification_keys)[PROVISIM_LPA_CI_KEY_ID_SIZE]; /* of the CIs that it trusts */
	size_t verification_key_count;
	const uint8_t (*signing_keys)[PROVISIM_LPA_CI_KEY_ID_SIZE];
	size_t signing_key_count;
};
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_chip(struct provisim_lpa *lpa, struct provisim_lpa_chip *out_chip);

enum provisim_lpa_event_kind {
	PROVISIM_LPA_EVENT_INSTALL = 1,
	PROVISIM_LPA_EVENT_ENABLE = 2,
	PROVISIM_LPA_EVENT_DISABLE = 4,
	PROVISIM_LPA_EVENT_DELETE = 8
};

struct provisim_lpa_notification {
	uint64_t number;
	enum provisim_lpa_event_kind event;
	char iccid[PROVISIM_LPA_ICCID_SIZE]; /* empty: not told */
	const char *address;
};
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_notifications(
	struct provisim_lpa *lpa, const struct provisim_lpa_notification **out_notifications, size_t *out_count);

struct provisim_lpa_delivery {
	uint64_t number;
	bool delivered;  /* the server has it, and the card no more */
	const char *why; /* not delivered: a sentence; may be empty */
};
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_deliveries(struct provisim_lpa *lpa,
                                                                      const struct provisim_lpa_delivery **out_deliveries,
                                                                      size_t *out_count);

/* A profile that waits: smdp_address and matching_id of an order. */
struct provisim_lpa_event {
	const char *smdp_address;
	const char *matching_id;
};
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_events(struct provisim_lpa *lpa,
                                                                  const struct provisim_lpa_event **out_events,
                                                                  size_t *out_count);

/* ---- beside sessions ---- */

/* An activation code (SGP.22 4.1). */
struct provisim_lpa_code {
	char smdp_address[PROVISIM_LPA_ADDRESS_SIZE];
	char matching_id[PROVISIM_LPA_ADDRESS_SIZE];
	char smdp_oid[PROVISIM_LPA_ADDRESS_SIZE];
	bool confirmation_code_required; /* a hint: the server decides */
};

/* Finds the first activation code in a text: by itself, with or without "LPA:", in a link, among other words, percent-
 * encoded; what a QR code says is such a text. NOT_FOUND: there is none; MALFORMED: something in it is wrong; UNSUPPORTED:
 * one of another format; TOO_LARGE: over 65536 octets of text. */
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_find_code(const char *text, struct provisim_lpa_code *out_code);

/* The role of a TLS server's own certificate, as it stands in its policies (SGP.22 4.5.2.1). `certificate`: DER.
 * NOT_FOUND: another role than TLS of an SM-DP+ or an SM-DS; MALFORMED: it cannot be read; UNSUPPORTED: a key that no such
 * server has. Neither its signature nor anything else is checked. */
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_check_server_certificate(const uint8_t *certificate, size_t size);

/* A row of the catalogue of everything that servers and cards refuse. */
struct provisim_lpa_explanation {
	char code[24];      /* "8.2.6/3.8", "installation/12", "6A88" */
	char name[64];      /* as the standard has it: "pprNotAllowed"; may be empty */
	char sentence[320]; /* what happened */
	char cause[320];    /* what is most likely behind it; may be empty */
	char advice[320];   /* what to do; may be empty */
};

/* The `nth` row, from nought, that `code` names: "8.2.6/3.8", "6A88", "5/12", "enable/3", or a name; NULL: of all rows.
 * NOT_FOUND: there are no more. */
PROVISIM_LPA_CHECKED enum provisim_lpa_status provisim_lpa_explain(const char *code, size_t nth,
                                                                   struct provisim_lpa_explanation *out_explanation);

#ifdef __cplusplus
}
#endif

#endif
