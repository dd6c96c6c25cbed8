/* SPDX-License-Identifier: Apache-2.0 */
/* The folder of a test PKI: one certificate (.pem) and one private key (.key) for each kind, under a fixed name. */
#ifndef PROGRAMS_PKI_FOLDER_H
#define PROGRAMS_PKI_FOLDER_H

#include "crypto/sign.h"
#include "pki/certificate_kind.h"

enum { PKI_PATH_SIZE = 4096, PKI_FILE_MAXIMUM = 16 << 10 /* octets */ };

/* By the name of its files ("ci", "eum", "euicc", "dpauth", "dppb", "dptls", "dsauth", "dstls") or by the kind's own
 * ("DPauth"), in any case. False: no such kind. */
bool pki_kind_parse(struct text name, enum certificate_kind *out);

/* A certificate with its private key; the key is empty where only the certificate is at hand. */
struct pki_identity {
	struct buffer certificate; /* DER */
	struct signing_key key;
};

void pki_identity_release(struct pki_identity *identity);

/* Reads one certificate file, PEM or DER, appended to `out`. Statuses of file_read(); STATUS_MALFORMED: no certificate. */
enum status pki_certificate_read(const char *path, struct buffer *out) MUST_CHECK;
/* Statuses of file_read() and signing_key_parse(). */
enum status pki_key_read(const char *path, struct signing_key *out) MUST_CHECK;

/* FOLDER/NAME.pem or FOLDER/NAME.key. STATUS_TOO_LARGE. */
enum status pki_path(const char *folder, enum certificate_kind kind, const char *ending, char out[PKI_PATH_SIZE]) MUST_CHECK;

/* Writes certificate (0644) and key (0600, if there is one). Statuses of file_write(). */
enum status pki_identity_write(const char *certificate_path, const char *key_path, const struct pki_identity *identity,
                               bool replace) MUST_CHECK;

#endif
