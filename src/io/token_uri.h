/* SPDX-License-Identifier: Apache-2.0 */
/* The name of a key in a token (RFC 7512): "pkcs11:token=provisim;object=master?pin-source=file:/etc/provisim/pin". */
#ifndef IO_TOKEN_URI_H
#define IO_TOKEN_URI_H

#include "base/bytes.h"
#include "base/status.h"

enum { TOKEN_NAME_SIZE = 64, TOKEN_LABEL_SIZE = 200, TOKEN_PATH_SIZE = 1024, TOKEN_ID_MAXIMUM = 64 };

/* What is not said is empty, and fits any. */
struct token_uri {
	char token[TOKEN_NAME_SIZE];
	char manufacturer[TOKEN_NAME_SIZE];
	char model[TOKEN_NAME_SIZE];
	char serial[TOKEN_NAME_SIZE];
	char object[TOKEN_LABEL_SIZE];
	uint8_t id[TOKEN_ID_MAXIMUM];
	size_t id_size;
	char module_path[TOKEN_PATH_SIZE];
	char pin_file[TOKEN_PATH_SIZE]; /* of pin-source, without file: */
};

bool token_uri_is_one(struct text text);

/* STATUS_MALFORMED: no such URI, or an attribute twice; STATUS_UNSUPPORTED: an attribute that would be passed over, such as
 * pin-value: a PIN does not stand in settings; STATUS_TOO_LARGE. */
enum status token_uri_parse(struct text text, struct token_uri *out) MUST_CHECK;

#endif
