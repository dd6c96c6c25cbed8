/* SPDX-License-Identifier: Apache-2.0 */
/* A device in one program: libprovisim-lpa tells what is to be done, libcurl carries the requests, and the card is a file of
 * libprovisim-euicc. Downloads a profile, enables it, and tells the operator.
 *
 *     cc device.c -o device $(pkg-config --cflags --libs provisim-lpa provisim-euicc libcurl openssl)
 *     ./device phone.card pki/ci.pem 'LPA:1$localhost:8443$MATCHING-ID'
 */
#include <curl/curl.h>
#include <openssl/ssl.h>
#include <provisim/euicc.h>
#include <provisim/lpa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct device {
	struct provisim_euicc_memory *memory;
	struct provisim_euicc *card;
	struct provisim_lpa *lpa;
	CURL *curl;
	const char *last_step;
};

struct answer {
	uint8_t *octets;
	size_t size, limit;
	int too_large;
};

static void expect(int is_well, const char *what, const char *sentence)
{
	if (is_well)
		return;
	fprintf(stderr, "%s: %s\n", what, sentence);
	exit(1);
}

static void expect_lpa(enum provisim_lpa_status status, const char *what)
{
	expect(status == PROVISIM_LPA_OK, what, provisim_lpa_status_sentence(status));
}

static void expect_card(enum provisim_euicc_status status, const char *what)
{
	expect(status == PROVISIM_EUICC_OK, what, provisim_euicc_status_sentence(status));
}

/* ---- the network ---- */

/* OpenSSL checks the chain and the dates, libcurl the name; that it is an SM-DP+ or SM-DS stands in its policies. */
static int check_server(X509_STORE_CTX *context, void *unused)
{
	unsigned char *der = NULL;
	int size, is_server;
	(void)unused;
	if (X509_verify_cert(context) != 1)
		return 0;
	size = i2d_X509(X509_STORE_CTX_get0_cert(context), &der);
	is_server = size > 0 && provisim_lpa_check_server_certificate(der, (size_t)size) == PROVISIM_LPA_OK;
	OPENSSL_free(der);
	if (!is_server)
		X509_STORE_CTX_set_error(context, X509_V_ERR_APPLICATION_VERIFICATION);
	return is_server;
}

static CURLcode prepare_tls(CURL *curl, void *tls, void *unused)
{
	(void)curl;
	(void)unused;
	SSL_CTX_set_cert_verify_callback((SSL_CTX *)tls, check_server, NULL);
	return CURLE_OK;
}

static size_t receive(char *data, size_t size, size_t count, void *context)
{
	struct answer *answer = (struct answer *)context;
	uint8_t *longer;
	if (size * count > answer->limit - answer->size) {
		answer->too_large = 1;
		return 0;
	}
	longer = (uint8_t *)realloc(answer->octets, answer->size + size * count + 1);
	if (!longer)
		return 0;
	memcpy(longer + answer->size, data, size * count);
	answer->octets = longer;
	answer->size += size * count;
	return size * count;
}

static struct curl_slist *add_header(struct curl_slist *headers, const char *name, const char *value)
{
	char line[256];
	snprintf(line, sizeof line, "%s: %s", name, value);
	return curl_slist_append(headers, line);
}

static void post(struct device *device, const struct provisim_lpa_request *request)
{
	struct answer answer = { NULL, 0, 0, 0 };
	struct curl_slist *headers = add_header(NULL, "Content-Type", request->content_type);
	enum provisim_lpa_server_trouble trouble = PROVISIM_LPA_SERVER_UNREACHABLE;
	CURLcode code;
	long status = 0;
	answer.limit = request->answer_limit;
	headers = add_header(headers, "User-Agent", request->user_agent);
	headers = add_header(headers, "X-Admin-Protocol", request->admin_protocol);
	curl_easy_setopt(device->curl, CURLOPT_URL, request->url);
	curl_easy_setopt(device->curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(device->curl, CURLOPT_POSTFIELDS, (const char *)request->body);
	curl_easy_setopt(device->curl, CURLOPT_POSTFIELDSIZE, (long)request->body_size);
	curl_easy_setopt(device->curl, CURLOPT_WRITEDATA, &answer);
	code = curl_easy_perform(device->curl);
	curl_easy_getinfo(device->curl, CURLINFO_RESPONSE_CODE, &status);
	if (answer.too_large)
		trouble = PROVISIM_LPA_SERVER_ANSWER_TOO_LARGE;
	else if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CONNECT_ERROR)
		trouble = PROVISIM_LPA_SERVER_UNTRUSTED;
	if (code == CURLE_OK)
		expect_lpa(provisim_lpa_server_answered(device->lpa, (int)status, answer.octets, answer.size), "answer");
	else
		expect_lpa(provisim_lpa_server_lost(device->lpa, trouble, curl_easy_strerror(code)), "no answer");
	curl_slist_free_all(headers);
	free(answer.octets);
}

static CURL *open_network(const char *ci_file)
{
	CURL *curl = curl_easy_init();
	expect(curl != NULL, "network", "libcurl does not start");
	curl_easy_setopt(curl, CURLOPT_CAINFO, ci_file);
	curl_easy_setopt(curl, CURLOPT_CAPATH, NULL); /* the CIs of eSIM, not those of the Web */
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_SSL_CTX_FUNCTION, prepare_tls);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
	return curl;
}

/* ---- the card ---- */

static void reset(struct device *device)
{
	uint8_t atr[PROVISIM_EUICC_ATR_MAXIMUM];
	size_t size;
	expect_card(provisim_euicc_reset(device->card, atr, &size), "reset");
}

static void transmit(struct device *device, const struct provisim_lpa_want *want)
{
	uint8_t answer[PROVISIM_EUICC_ANSWER_MAXIMUM];
	size_t size;
	enum provisim_euicc_status status =
		provisim_euicc_transmit(device->card, want->apdu, want->apdu_size, answer, sizeof answer, &size);
	if (status == PROVISIM_EUICC_OK)
		expect_lpa(provisim_lpa_card_answered(device->lpa, answer, size), "card");
	else
		expect_lpa(provisim_lpa_card_lost(device->lpa, provisim_euicc_status_sentence(status)), "card");
}

/* ---- the user ---- */

/* Says yes to what cannot be undone too: a real device asks. */
static void ask(struct device *device, const struct provisim_lpa_question *question)
{
	const struct provisim_lpa_offer *offer = &question->offer;
	if (question->kind == PROVISIM_LPA_ASKS_CONSENT) {
		printf("%s offers \"%s\" of %s, ICCID %s\n", offer->server_address, offer->profile_name,
		       offer->service_provider_name, offer->iccid);
		expect_lpa(provisim_lpa_user_replied(device->lpa, PROVISIM_LPA_YES, NULL), "yes");
	} else {
		const char *code = question->wrong_codes == 0 ? getenv("CONFIRMATION_CODE") : NULL;
		expect_lpa(provisim_lpa_user_replied(device->lpa, code ? PROVISIM_LPA_YES : PROVISIM_LPA_LATER, code), "code");
	}
}

static void show_progress(struct device *device)
{
	struct provisim_lpa_progress progress;
	expect_lpa(provisim_lpa_progress(device->lpa, &progress), "progress");
	if (!progress.sentence || progress.step == device->last_step)
		return;
	device->last_step = progress.step;
	printf("%s …\n", progress.sentence);
}

/* ---- the loop ---- */

/* Whatever the order: does what is wanted until nothing is. Ends the program if it failed. */
static void run(struct device *device)
{
	struct provisim_lpa_outcome outcome;
	struct provisim_lpa_want want;
	for (;;) {
		expect_lpa(provisim_lpa_next(device->lpa, &want), "next");
		show_progress(device);
		if (want.kind == PROVISIM_LPA_WANT_NOTHING)
			break;
		if (want.kind == PROVISIM_LPA_WANT_APDU) {
			transmit(device, &want);
		} else if (want.kind == PROVISIM_LPA_WANT_RESET) {
			reset(device);
			expect_lpa(provisim_lpa_card_was_reset(device->lpa), "reset");
		} else if (want.kind == PROVISIM_LPA_WANT_REQUEST) {
			post(device, &want.request);
		} else {
			ask(device, &want.question);
		}
	}
	expect_lpa(provisim_lpa_outcome(device->lpa, &outcome), "outcome");
	if (outcome.state == PROVISIM_LPA_FAILED && outcome.code_is_good)
		fprintf(stderr, "The code is still good.\n");
	expect(outcome.state != PROVISIM_LPA_FAILED, "failed", outcome.sentence);
}

static void deliver(struct device *device)
{
	const struct provisim_lpa_delivery *deliveries;
	size_t count, i;
	expect_lpa(provisim_lpa_deliver(device->lpa, NULL, 0), "notifications");
	run(device);
	expect_lpa(provisim_lpa_deliveries(device->lpa, &deliveries, &count), "notifications");
	for (i = 0; i < count; i++)
		if (!deliveries[i].delivered)
			fprintf(stderr, "notification %llu waits: %s\n", (unsigned long long)deliveries[i].number, deliveries[i].why);
}

static void download(struct device *device, const char *text)
{
	struct provisim_lpa_installation installation;
	struct provisim_lpa_download order;
	struct provisim_lpa_code code;
	expect_lpa(provisim_lpa_find_code(text, &code), "the activation code");
	memset(&order, 0, sizeof order);
	order.smdp_address = code.smdp_address;
	order.matching_id = code.matching_id;
	order.smdp_oid = code.smdp_oid;
	expect_lpa(provisim_lpa_download(device->lpa, &order), "download");
	run(device);
	expect_lpa(provisim_lpa_installed(device->lpa, &installation), "download");
	expect_lpa(provisim_lpa_enable(device->lpa, installation.iccid, false), "enable");
	run(device);
}

static void list(struct device *device)
{
	const struct provisim_lpa_profile *profiles;
	size_t count, i;
	expect_lpa(provisim_lpa_list_profiles(device->lpa), "list");
	run(device);
	expect_lpa(provisim_lpa_profiles(device->lpa, &profiles, &count), "list");
	for (i = 0; i < count; i++)
		printf("%s %s %s\n", profiles[i].iccid, profiles[i].enabled ? "enabled" : "disabled", profiles[i].profile_name);
}

int main(int argc, char **argv)
{
	struct device device;
	memset(&device, 0, sizeof device);
	if (argc != 4) {
		fprintf(stderr, "usage: device CARD-FILE CI-FILE ACTIVATION-CODE\n");
		return 2;
	}
	curl_global_init(CURL_GLOBAL_DEFAULT);
	device.curl = open_network(argv[2]);
	expect_card(provisim_euicc_memory_open(argv[1], &device.memory), "the card's file");
	expect_card(provisim_euicc_open(device.memory, NULL, &device.card), "the card");
	reset(&device);
	expect_lpa(provisim_lpa_new(NULL, &device.lpa), "session");
	deliver(&device);
	download(&device, argv[3]);
	deliver(&device);
	list(&device);
	expect_lpa(provisim_lpa_close(device.lpa), "close");
	run(&device);
	provisim_lpa_free(device.lpa);
	provisim_euicc_close(device.card);
	provisim_euicc_memory_free(device.memory);
	curl_easy_cleanup(device.curl);
	curl_global_cleanup();
	return 0;
}
