/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "server/metrics.h"

static const char *print(const struct server_metrics *metrics, struct buffer *out)
{
	static const char *const functions[] = { "authenticateClient" };
	struct metric_writer writer = metric_writer(out, "smdp");
	metrics_print(metrics, &writer);
	metrics_print_downloads(metrics, functions, 1, &writer);
	assert_ok(writer.status);
	assert_ok(buffer_append_octet(out, '\0'));
	return (const char *)out->data;
}

static bool has(const char *text, const char *line)
{
	if (strstr(text, line))
		return true;
	print_message("# %s\n# is not in:\n%s\n", line, text);
	return false;
}

static void what_was_counted_is_printed(void **state)
{
	AUTO(buffer) out = BUFFER(1 << 20);
	struct server_metrics *metrics = calloc(1, sizeof *metrics);
	(void)state;
	metrics_count_function(metrics, "authenticateClient", METRICS_EXECUTED, 900);
	metrics_count_function(metrics, "authenticateClient", METRICS_REFUSED, 1000);
	metrics_count_function(metrics, "authenticateClient", METRICS_FAILED, 11000000);
	metrics_count_outcome(metrics, "authenticateClient", "refused", TEXT("8.2.6"), TEXT("3.8"));
	metrics_count_outcome(metrics, "cancelOrder", "refused", TEXT("8.2.1"), TEXT("3.9"));
	metrics_count_outcome(metrics, "handleNotification", "installed", (struct text){ 0 }, (struct text){ 0 });
	metrics_count_session(metrics, 7);
	const char *text = print(metrics, &out);
	static const char *const lines[] = {
		"smdp_requests_total{function=\"authenticateClient\",outcome=\"executed\"} 1\n",
		"smdp_requests_total{function=\"authenticateClient\",outcome=\"failed\"} 1\n",
		"smdp_request_duration_seconds_bucket{function=\"authenticateClient\",le=\"0.0005\"} 0\n",
		"smdp_request_duration_seconds_bucket{function=\"authenticateClient\",le=\"0.001\"} 2\n",
		"smdp_request_duration_seconds_bucket{function=\"authenticateClient\",le=\"10\"} 2\n",
		"smdp_request_duration_seconds_bucket{function=\"authenticateClient\",le=\"+Inf\"} 3\n",
		"smdp_request_duration_seconds_sum{function=\"authenticateClient\"} 11.001900\n",
		"smdp_request_duration_seconds_count{function=\"authenticateClient\"} 3\n",
		"smdp_refusals_total{function=\"cancelOrder\",subject=\"8.2.1\",reason=\"3.9\"} 1\n",
		"smdp_download_result_total{result=\"refused\",subject=\"8.2.6\",reason=\"3.8\",function=\"authenticateClient\"} 1\n",
		"smdp_download_result_total{result=\"installed\",subject=\"\",reason=\"\",function=\"handleNotification\"} 1\n",
		"smdp_session_seconds_bucket{le=\"5\"} 0\n",
		"smdp_session_seconds_bucket{le=\"10\"} 1\n",
		"smdp_session_seconds_sum 7.000000\n",
	};
	EACH(line, lines)
		assert_true(has(text, *line));
	assert_null(strstr(text, "download_result_total{result=\"refused\",subject=\"8.2.1\""));
	free(metrics);
}

static void loops_are_summed(void **state)
{
	struct server_metrics *loops = calloc(3, sizeof *loops);
	(void)state;
	metrics_count_function(&loops[0], "a", METRICS_EXECUTED, 1);
	metrics_count_function(&loops[1], "b", METRICS_EXECUTED, 1);
	metrics_count_function(&loops[1], "a", METRICS_EXECUTED, 1);
	metrics_count_outcome(&loops[1], "a", "refused", TEXT("8.1"), TEXT("6.1"));
	metrics_add(&loops[2], &loops[0]);
	metrics_add(&loops[2], &loops[1]);
	assert_int_equal(metrics_executed(&loops[2], "a"), 2);
	assert_int_equal(metrics_executed(&loops[2], "b"), 1);
	assert_int_equal(metrics_executed(&loops[2], "c"), 0);
	assert_int_equal(counter_read(&loops[2].outcomes[0].count), 1);
	free(loops);
}

/* However many codes there are, the table does not grow; and codes that are too long are cut. */
static void labels_are_bounded(void **state)
{
	struct server_metrics *metrics = calloc(1, sizeof *metrics);
	uint64_t total = 0;
	(void)state;
	for (int i = 0; i < 1000; i++) {
		char code[40];
		snprintf(code, sizeof code, "8.%d.a-code-that-is-too-long", i);
		metrics_count_outcome(metrics, "f", "refused", text_from(code), TEXT("1"));
		metrics_count_outcome(metrics, "f", "refused", text_from(code), TEXT("1"));
	}
	for (size_t i = 0; i < METRICS_OUTCOMES_MAXIMUM; i++)
		total += counter_read(&metrics->outcomes[i].count);
	assert_int_equal(total, 2000);
	assert_int_equal(counter_read(&metrics->outcomes[0].count), 2);
	assert_string_equal(metrics->outcomes[METRICS_OUTCOMES_MAXIMUM - 1].result, "other");
	free(metrics);
}

static void labels_are_escaped(void **state)
{
	AUTO(buffer) out = BUFFER(1000);
	struct metric_writer writer = metric_writer(&out, "a");
	(void)state;
	metric_family(&writer, "b", "gauge", "C.");
	METRIC_PUT(&writer, 5, { "x", TEXT("\"\\\n\xFF") });
	assert_ok(writer.status);
	assert_ok(buffer_append_octet(&out, '\0'));
	assert_string_equal((const char *)out.data, "# HELP a_b C.\n# TYPE a_b gauge\na_b{x=\"\\\"\\\\??\"} 5\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_counted_is_printed),
		cmocka_unit_test(loops_are_summed),
		cmocka_unit_test(labels_are_bounded),
		cmocka_unit_test(labels_are_escaped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
