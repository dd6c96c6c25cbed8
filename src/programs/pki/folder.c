/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/pki/folder.h"

#include <stdio.h>

#include "io/file.h"
#include "pki/issue.h"

static const char *const file_names[CERTIFICATE_KIND_COUNT] = {
	[CERTIFICATE_CI] = "ci",         [CERTIFICATE_EUM] = "eum",       [CERTIFICATE_EUICC] = "euicc",
	[CERTIFICATE_DPAUTH] = "dpauth", [CERTIFICATE_DPPB] = "dppb",     [CERTIFICATE_DPTLS] = "dptls",
	[CERTIFICATE_DSAUTH] = "dsauth", [CERTIFICATE_DSTLS] = "dstls",
};

bool pki_kind_parse(struct text name, enum certificate_kind *out)
{
	for (int kind = 0; kind < CERTIFICATE_KIND_COUNT; kind++)
		if (text_equal_ignoring_case(name, text_from(file_names[kind])) ||
		    text_equal_ignoring_case(name, text_from(certificate_kind_rule(kind)->name))) {
			*out = (enum certificate_kind)kind;
			return true;
		}
	return false;
}

void pki_identity_release(struct pki_identity *identity)
{
	buffer_release(&identity->certificate);
	signing_key_release(&identity->key);
}

enum status pki_certificate_read(const char *path, struct buffer *out)
{
	AUTO(buffer) content = BUFFER(0);
	TRY(file_read(path, PKI_FILE_MAXIMUM, &content));
	return certificate_from_file(buffer_bytes(&content), out);
}

enum status pki_key_read(const char *path, struct signing_key *out)
{
	AUTO(buffer) content = SECRET_BUFFER(0);
	TRY(file_read(path, PKI_FILE_MAXIMUM, &content));
	return signing_key_parse(buffer_bytes(&content), out);
}

enum status pki_path(const char *folder, enum certificate_kind kind, const char *ending, char out[PKI_PATH_SIZE])
{
	int size = snprintf(out, PKI_PATH_SIZE, "%s/%s.%s", folder, file_names[kind], ending);
	return size < PKI_PATH_SIZE ? STATUS_OK : STATUS_TOO_LARGE;
}

static bool file_exists(const char *path)
{
	AUTO(buffer) content = BUFFER(0);
	return file_read(path, PKI_FILE_MAXIMUM, &content) != STATUS_NOT_FOUND;
}

enum status pki_identity_write(const char *certificate_path, const char *key_path, const struct pki_identity *identity,
                               bool replace)
{
	AUTO(buffer) certificate = BUFFER(PKI_FILE_MAXIMUM);
	AUTO(buffer) key = SECRET_BUFFER(PKI_FILE_MAXIMUM);
	TRY(certificate_print(buffer_bytes(&identity->certificate), &certificate));
	/* Looked at first, so that no key is left without its certificate. */
	if (!replace && file_exists(certificate_path))
		return STATUS_EXISTS;
	if (key_path) {
		TRY(signing_key_print(&identity->key, &key));
		TRY(file_write(key_path, buffer_bytes(&key), 0600, replace));
	}
	return file_write(certificate_path, buffer_bytes(&certificate), 0644, replace);
}
