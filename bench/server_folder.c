/* SPDX-License-Identifier: Apache-2.0 */
#include "server_folder.h"

#include <stdio.h>
#include <sys/stat.h>

#include "child.h"
#include "figure.h"
#include "support/test_card.h"
#include "support/test_master_keys.h"

static void write_file(const char *name, const struct buffer *content)
{
	FILE *file = fopen(name, "w");
	must(file && fwrite(content->data, 1, content->size, file) == content->size && fclose(file) == 0, name);
}

static void write_identity(const struct test_pki *pki, enum certificate_kind kind, const char *certificate_name,
                           const char *key_name)
{
	AUTO(buffer) certificate = BUFFER(16 << 10);
	AUTO(buffer) key = SECRET_BUFFER(16 << 10);
	must(certificate_print(test_pki_certificate(pki, kind), &certificate) == STATUS_OK &&
	     signing_key_print(test_pki_key(pki, kind), &key) == STATUS_OK, "no certificate");
	write_file(certificate_name, &certificate);
	write_file(key_name, &key);
}

/* The key that a test_smdp has sealed the stock under. */
static void write_master_key(void)
{
	AUTO(buffer) content = SECRET_BUFFER(1024);
	struct test_master_keys ring = { 0 };
	test_master_keys_add(&ring, TEST_MASTER_KEY_SEED);
	test_master_keys_print(&ring, &content);
	write_file("master.key", &content);
	must(chmod("master.key", 0600) == 0, "master.key");
}

static void write_settings(const char *name, const char *address, const char *database, unsigned threads, const char *more)
{
	AUTO(buffer) settings = BUFFER(1024);
	must(buffer_print(&settings, "address: %s\nlisten: 127.0.0.1:0\nthreads: %u\npki: pki\ndatabase: \"%s\"\n%s", address,
	                  threads, database, more) == STATUS_OK, "no settings");
	write_file(name, &settings);
}

void server_folder_write(const struct test_pki *pki, const char *database, unsigned threads, const char *more)
{
	child_run("mkdir pki");
	write_identity(pki, CERTIFICATE_CI, "pki/ci.pem", "pki/ci.key");
	write_identity(pki, CERTIFICATE_DPAUTH, "pki/dpauth.pem", "pki/dpauth.key");
	write_identity(pki, CERTIFICATE_DPPB, "pki/dppb.pem", "pki/dppb.key");
	write_identity(pki, CERTIFICATE_DPTLS, "pki/dptls.pem", "pki/dptls.key");
	write_master_key();
	write_settings("smdp.yaml", TEST_SMDP_ADDRESS, database, threads, more);
}

void server_folder_write_smds(const struct test_pki *pki, const char *database, unsigned threads, const char *more)
{
	child_run("mkdir pki");
	write_identity(pki, CERTIFICATE_CI, "pki/ci.pem", "pki/ci.key");
	write_identity(pki, CERTIFICATE_DSAUTH, "pki/dsauth.pem", "pki/dsauth.key");
	write_identity(pki, CERTIFICATE_DSTLS, "pki/dstls.pem", "pki/dstls.key");
	write_identity(pki, CERTIFICATE_DPTLS, "pki/dptls.pem", "pki/dptls.key");
	write_settings("smds.yaml", TEST_SMDS_ADDRESS, database, threads, more);
}

static pid_t start(const char *kind, const char *before, unsigned *out_port)
{
	char line[256] = "";
	FILE *output;
	snprintf(line, sizeof line, "exec %s provisim-%s serve --config %s.yaml 2>>%s.log", before, kind, kind, kind);
	pid_t process = child_start(line, &output);
	must(fgets(line, sizeof line, output) && sscanf(line, "listening on 127.0.0.1:%u", out_port) == 1,
	     "the server does not start");
	fclose(output);
	return process;
}

pid_t server_folder_start(const char *before, unsigned *out_port)
{
	return start("smdp", before, out_port);
}

pid_t server_folder_start_smds(const char *before, unsigned *out_port)
{
	return start("smds", before, out_port);
}
