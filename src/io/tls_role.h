/* SPDX-License-Identifier: Apache-2.0 */
/* What a TLS certificate of an RSP server must be beyond what TLS asks: for io/http_client_curl.c and io/http_sender_curl.c. */
#ifndef IO_TLS_ROLE_H
#define IO_TLS_ROLE_H

#include <stdbool.h>

/* Its policies name the TLS role of an SM-DP+ or an SM-DS, of version 2 or of version 3 chains (SGP.22 4.5.2.1). */
struct x509_st;
bool tls_role_is_rsp_server(struct x509_st *certificate);

#endif
