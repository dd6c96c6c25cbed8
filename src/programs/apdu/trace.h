/* SPDX-License-Identifier: Apache-2.0 */
/* --trace, --gsmtap and --reveal: what goes between a card and whoever uses it, as text and as packets. */
#ifndef PROGRAMS_APDU_TRACE_H
#define PROGRAMS_APDU_TRACE_H

#include "ports/card_reader.h"
#include "programs/command_line.h"

/* Rows for a table of options. */
#define APDU_TRACE_OPTIONS \
	{ .name = "trace", .value = "FILE", .environment = "PROVISIM_TRACE", \
	  .help = "add every command and answer, decoded, to this file; - is standard output" }, \
	{ .name = "gsmtap", .value = "HOST", .environment = "PROVISIM_GSMTAP", \
	  .help = "send them to Wireshark there as well: HOST or HOST:PORT, UDP, port 4729 if none is given" }, \
	{ .name = "reveal", .help = "show PINs, keys and hashes of codes in --trace and --gsmtap, instead of hiding them" }

struct apdu_trace;

/* As the options say; *out is NULL, and nothing costs anything, without --trace and --gsmtap. Otherwise a sentence is
 * printed unless it returns EXIT_DONE. */
enum exit_code apdu_trace_open(const struct invocation *invocation, struct apdu_trace **out);

/* Says on standard error if the file could not be written to the end. NULL is no trace. */
void apdu_trace_close(struct apdu_trace *trace);

/* Nothing of these can fail: the card is not to be disturbed. NULL is no trace. */
void apdu_trace_reset(struct apdu_trace *trace, struct bytes atr);
/* The card has power from now on: as after a reset. */
void apdu_trace_power_on(struct apdu_trace *trace);
void apdu_trace_event(struct apdu_trace *trace, const char *event);
void apdu_trace_exchange(struct apdu_trace *trace, struct bytes command, struct bytes answer);

/* Puts the options' trace before a reader: *reader becomes one that traces, and its close ends both. Returns as
 * apdu_trace_open(); *reader is left as it is on failure. */
enum exit_code apdu_trace_reader(const struct invocation *invocation, struct card_reader *reader);

/* The trace that stands before a reader, for events of others beside the card; NULL: none does. */
struct apdu_trace *apdu_trace_before(const struct card_reader *reader);

#endif
