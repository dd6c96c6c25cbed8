/* SPDX-License-Identifier: Apache-2.0 */
/* The download of a profile as the LPA goes through it: common mutual authentication, the offer, consent,
 * the confirmation code when the server asks for it, the bound package, loading it (SGP.22 3.1.3). One table of
 * transitions: download_session.c. The work of the transitions: download_authentication.c, download_offer.c,
 * download_installation.c, download_cancellation.c, download_resumption.c. */
#ifndef LPA_DOWNLOAD_SESSION_H
#define LPA_DOWNLOAD_SESSION_H

#include "base/secret.h"
#include "lpa/authentication.h"
#include "rsp/activation_code.h"
#include "rsp/authenticate_client.h"
#include "rsp/bound_package.h"
#include "rsp/configured_data.h"
#include "rsp/installation_result.h"

enum { DOWNLOAD_KEPT_MAXIMUM = 1 << 20, CONFIRMATION_CODE_MAXIMUM = SECRET_MAXIMUM };

/* What the user wants. Everything is copied. */
struct lpa_download_order {
	struct text smdp_address; /* empty: the default SM-DP+ of the card */
	bool has_matching_id;
	struct text matching_id;
	struct text smdp_oid;          /* dotted, of the activation code; empty: any */
	struct text confirmation_code; /* empty: the user is asked when the server wants one */
	struct device_info device;     /* its capabilities are borrowed */
};

enum lpa_download_state {
	DOWNLOAD_NEW,
	DOWNLOAD_ADDRESS,             /* asked the card for its default SM-DP+ */
	DOWNLOAD_INFO,                /* asked the card for EUICCInfo1 */
	DOWNLOAD_CHALLENGE,           /* asked the card for a challenge */
	DOWNLOAD_INITIATE,            /* asked the server to authenticate itself */
	DOWNLOAD_AUTHENTICATE_SERVER, /* asked the card to check it */
	DOWNLOAD_AUTHENTICATE_CLIENT, /* showed the card's answer to the server */
	DOWNLOAD_JUDGE,               /* has the offer */
	DOWNLOAD_RULES,               /* asked the card which profile policy rules it grants */
	DOWNLOAD_PROFILES,            /* asked the card which profiles it has */
	DOWNLOAD_OFFER,               /* asked the user for consent */
	DOWNLOAD_CODE,                /* asked the user for the confirmation code */
	DOWNLOAD_PREPARE,             /* asked the card for its one-time key */
	DOWNLOAD_PACKAGE,             /* asked the server for the bound package */
	DOWNLOAD_UNPACK,              /* has an answer */
	DOWNLOAD_LOAD,                /* loads it piece by piece */
	DOWNLOAD_LOOK,                /* resumed: asked the card whether the profile is there already */
	DOWNLOAD_CONTINUE,            /* resumed: gave it the next piece */
	DOWNLOAD_CANCEL_CARD,         /* asked the card to cancel the session */
	DOWNLOAD_CANCEL_SERVER,       /* told the server */
	DOWNLOAD_DONE,
	DOWNLOAD_FAILED,
	DOWNLOAD_STATE_COUNT
};

/* Events that the actions raise. */
enum lpa_download_event {
	DOWNLOAD_ADDRESS_KNOWN = LPA_EVENT_OWN,
	DOWNLOAD_OFFER_READ,
	DOWNLOAD_OFFER_ALLOWED,
	DOWNLOAD_OFFER_KNOWN,  /* the user said yes to the same one before */
	DOWNLOAD_CODE_SETTLED, /* none is needed, or it is there */
	DOWNLOAD_PREPARED,
	DOWNLOAD_SESSION_GONE, /* the card does not prepare a second time: start over */
	DOWNLOAD_PACKAGE_READ,
	DOWNLOAD_CODE_WRONG,
	DOWNLOAD_INSTALLED,
	DOWNLOAD_NOT_INSTALLED,
	DOWNLOAD_RESUMES,
	DOWNLOAD_CONTINUES,
	DOWNLOAD_EVENT_COUNT
};

enum { CANCEL_NOTHING = -1 };

/* Release frees and wipes. */
struct lpa_download {
	struct lpa_job job;
	struct lpa_download_order order;
	struct secret confirmation_code;
	struct arena kept; /* what came in and is needed again */
	struct lpa_authentication dialogue;
	struct authenticate_client_answer offer;
	struct profile_metadata metadata;
	struct smdp_signed2 signed2;
	struct rules_authorisation_table *rules;
	uint64_t strong_consent_rules;
	bool consented;
	struct profile_metadata consented_metadata;
	bool resumes;             /* see download_record.h */
	bool code_was_wrong;
	unsigned wrong_codes;
	struct text wrong_code_words; /* the server's */
	bool started_over;        /* because of that: at most once for each code */
	struct bytes preparation; /* BF21 */
	struct arena package_storage;
	struct bytes package; /* BF36 */
	size_t position;      /* octets of it that the card has */
	int cancel_reason;    /* enum cancel_reason; CANCEL_NOTHING: the session needs no cancelling */
	bool cancelled_at_card, cancelled_at_server;
	bool has_result; /* not of a resumed one whose profile was found on the card */
	struct installation_result result; /* its views live in `kept` */
};

extern const struct state_machine lpa_download_machine;

/* STATUS_MALFORMED: address, matching ID or OID is not one, or the code is too long (the job's failure says which);
 * STATUS_NO_MEMORY. */
enum status lpa_download_init(struct lpa_download *download, const struct lpa_download_order *order) MUST_CHECK;
void lpa_download_release(struct lpa_download *download);

/* Of a download that failed: the same code, or the same order, can be downloaded again as far as the LPA can know. */
bool lpa_download_code_is_good(const struct lpa_download *download);

#endif
