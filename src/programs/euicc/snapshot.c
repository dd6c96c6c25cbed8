/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim euicc snapshot`, `restore` and `reset`: a card as it was, or as it left the factory. Each holds the card's
 * file for itself meanwhile, so a card that runs is told and not touched. */
#include <errno.h>
#include <unistd.h>

#include "euicc/factory_reset.h"
#include "io/file.h"
#include "programs/euicc/card_file.h"
#include "programs/euicc/commands.h"

static enum exit_code failed(const struct invocation *invocation, const char *message, const char *path,
                             enum status status)
{
	return output_failure(invocation, message, "%s: %s.", path, card_file_trouble(status));
}

/* ---- copies ---- */

static enum status copy_record(void *context, nvm_key key, struct bytes value)
{
	return nvm_write(context, key, value);
}

static enum status replace_all(struct nvm *to, struct nvm *from)
{
	TRY(nvm_erase(to, 0, UINT64_MAX));
	return nvm_each(from, 0, UINT64_MAX, copy_record, to);
}

/* In one transaction: `to` has the old card or the new one, whatever happens. */
static enum status copy_card(struct nvm_sqlite *to, const struct card_file *from)
{
	struct nvm *nvm = nvm_sqlite_port(to);
	TRY(nvm_begin(nvm));
	return nvm_end(nvm, replace_all(nvm, nvm_sqlite_port(from->file)));
}

static enum status write_copy(const struct card_file *from, const char *path)
{
	struct nvm_sqlite *to = NULL;
	TRY(nvm_sqlite_open(path, &to));
	enum status status = copy_card(to, from);
	nvm_sqlite_close(to);
	return status;
}

enum exit_code euicc_snapshot_command(struct invocation *invocation)
{
	const char *from = invocation->arguments[0], *to = invocation->arguments[1];
	struct card_file card = { 0 };
	if (access(to, F_OK) == 0)
		return failed(invocation, "snapshot", to, STATUS_EXISTS);
	enum status status = card_file_open(from, &card);
	if (status != STATUS_OK)
		return failed(invocation, "snapshot", from, status);
	status = write_copy(&card, to);
	card_file_release(&card);
	if (status != STATUS_OK) {
		unlink(to);
		return failed(invocation, "snapshot", to, status);
	}
	return output_success(invocation, (struct text){ 0 }, "%s is a copy of %s as it is now.", to, from);
}

enum exit_code euicc_restore_command(struct invocation *invocation)
{
	const char *to = invocation->arguments[0], *from = invocation->arguments[1];
	struct card_file card = { 0 };
	bool is_new = access(to, F_OK) != 0;
	enum status status = card_file_open(from, &card);
	if (status != STATUS_OK)
		return failed(invocation, "restore", from, status);
	status = write_copy(&card, to);
	card_file_release(&card);
	if (status != STATUS_OK) {
		if (is_new)
			unlink(to);
		return failed(invocation, "restore", to, status);
	}
	return output_success(invocation, (struct text){ 0 }, "%s is as %s is.", to, from);
}

/* ---- factory ---- */

static enum status reset_file(const char *path)
{
	struct nvm_sqlite *file = NULL;
	if (access(path, R_OK | W_OK) != 0) /* the driver would make the file */
		return file_status(errno);
	TRY(nvm_sqlite_open(path, &file));
	enum status status = euicc_factory_reset(nvm_sqlite_port(file));
	nvm_sqlite_close(file);
	return status;
}

enum exit_code euicc_reset_command(struct invocation *invocation)
{
	const char *path = invocation->arguments[0];
	enum status status = reset_file(path);
	if (status != STATUS_OK)
		return failed(invocation, "reset", path, status);
	return output_success(invocation, (struct text){ 0 },
	                      "%s has no profiles and no notifications any more; EID and keys are the same.", path);
}
