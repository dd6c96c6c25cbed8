/* SPDX-License-Identifier: Apache-2.0 */
/* The commands of provisim-pki. */
#ifndef PROGRAMS_PKI_COMMANDS_H
#define PROGRAMS_PKI_COMMANDS_H

#include "pki/issue.h"
#include "programs/command_line.h"
#include "programs/pki/folder.h"

extern const struct command_option pki_init_options[];
enum exit_code pki_init(struct invocation *invocation);
extern const struct command_option pki_issue_options[];
enum exit_code pki_issue(struct invocation *invocation);
extern const struct command_option pki_crl_options[];
enum exit_code pki_crl(struct invocation *invocation);
enum exit_code pki_show(struct invocation *invocation);
extern const struct command_option pki_check_options[];
enum exit_code pki_check(struct invocation *invocation);

enum { SERIAL_NUMBER_SIZE = 16, DAYS_MAXIMUM = 36500 };

/* Shows the revocation list in a file. False: it holds none. */
bool pki_show_list(struct invocation *invocation, struct bytes pem_or_der, enum exit_code *out_code);

/* What init and issue share: a serial number from the system's generator, validity from --days, names and identifiers
 * from the options of the same name. `serial_number` is the order's storage. STATUS_MALFORMED, STATUS_IO: a sentence was
 * printed. */
enum status pki_order_begin(const struct invocation *invocation, enum certificate_kind kind,
                            uint8_t serial_number[SERIAL_NUMBER_SIZE], struct certificate_order *out) MUST_CHECK;

/* "2026-11-21", for people. */
enum { DATE_SIZE = 24 };
void pki_print_date(int64_t seconds, char out[DATE_SIZE]);

#endif
