/* SPDX-License-Identifier: Apache-2.0 */
/* A TCP socket that listens. */
#ifndef IO_LISTENING_SOCKET_H
#define IO_LISTENING_SOCKET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

enum { LISTEN_FAULT_SIZE = 200 };

/* Listens on the first address of `host` (NULL or "": all addresses, both families) and `port` (0: any that is free).
 * Sockets that `share` a port have the kernel spread connections over them. Not blocking. On failure `fault` has a
 * sentence. STATUS_NOT_FOUND: no such host; STATUS_EXISTS: the port is taken; STATUS_REFUSED; STATUS_IO. */
enum status listening_socket_open(const char *host, uint16_t port, bool share, int *out_descriptor,
                                  uint16_t *out_port, char fault[LISTEN_FAULT_SIZE]) MUST_CHECK;

/* Whether only programs of the same machine can reach it. */
bool listening_socket_is_loopback(int descriptor);

void listening_socket_close(int descriptor);

#endif
