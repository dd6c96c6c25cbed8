/* SPDX-License-Identifier: Apache-2.0 */
/* Sends what goes over a card's contacts to Wireshark, as GSMTAP packets of type SIM over UDP. Nobody need listen: what
 * cannot be sent at once is lost. */
#ifndef IO_GSMTAP_H
#define IO_GSMTAP_H

#include "base/buffer.h"

enum { GSMTAP_PORT = 4729, GSMTAP_HEADER_SIZE = 16, GSMTAP_PAYLOAD_MAXIMUM = 4096 /* octets */ };

/* Sub-types of the type SIM. */
enum gsmtap_sim { GSMTAP_SIM_APDU = 0, GSMTAP_SIM_ATR = 1 };

struct gsmtap {
	int socket; /* nought: none, so that { 0 } can be closed */
};

/* "host", "host:port", "192.0.2.1:port", "2001:db8::1", "[2001:db8::1]:port"; without a port GSMTAP_PORT.
 * STATUS_MALFORMED: none of these; STATUS_NOT_FOUND: no such host; STATUS_IO: no sockets to be had. */
enum status gsmtap_open(const char *address, struct gsmtap *out) MUST_CHECK;
void gsmtap_close(struct gsmtap *gsmtap);

/* The packet, header and all. STATUS_TOO_LARGE: more than GSMTAP_PAYLOAD_MAXIMUM, or over the limit of `out`. */
enum status gsmtap_encode(enum gsmtap_sim sub_type, struct bytes payload, struct buffer *out) MUST_CHECK;

/* Never waits and never fails. */
void gsmtap_send(const struct gsmtap *gsmtap, enum gsmtap_sim sub_type, struct bytes payload);

#endif
