/* SPDX-License-Identifier: Apache-2.0 */
/* An SM-DP+ without a network, for trying cards: it makes certificates of its own that are thrown away with it, seals one
 * profile for one card after the other, and carries each over ES10 as an LPA would. */
#ifndef PROGRAMS_EUICC_LOCAL_SERVER_H
#define PROGRAMS_EUICC_LOCAL_SERVER_H

#include "crypto/sign.h"
#include "euicc/euicc.h"
#include "lpa/isd_r_channel.h"
#include "pki/certificate_kind.h"
#include "ports/card_reader.h"
#include "profile_package/installation_response.h"

enum { LOCAL_SENTENCE_SIZE = 256 };

struct local_server {
	struct eid eid; /* of every card that it gives certificates */
	struct signing_key keys[CERTIFICATE_KIND_COUNT];
	struct buffer certificates[CERTIFICATE_KIND_COUNT];
	struct buffer card_scalar;
};

/* New keys and certificates. Release it also after a failure. */
enum status local_server_init(struct local_server *server) MUST_CHECK;
void local_server_release(struct local_server *server);

/* The birth of a card that trusts this server. The views are the server's; *credentials must outlive the birth. */
void local_server_birth(const struct local_server *server, struct euicc_credentials *credentials,
                        struct euicc_birth *out);

/* What became of an installation. */
struct local_outcome {
	bool installed;
	bool has_result;                        /* the card gave a signed result; only then the next three count */
	int error;                              /* enum installation_error */
	int command;                            /* enum bpp_command */
	struct installation_response response;  /* no statuses: the card told none */
	char sentence[LOCAL_SENTENCE_SIZE];     /* why it is not installed */
};

/* Installs the package on the card in the reader, which must be one with this server's certificates. STATUS_OK: *out says
 * what became of it; STATUS_MALFORMED: no ICCID can be read from the package; STATUS_NO_MEMORY. */
enum status local_server_install(struct local_server *server, struct card_reader *reader,
                                 const struct isd_r_settings *settings, struct bytes package,
                                 struct local_outcome *out) MUST_CHECK;

#endif
