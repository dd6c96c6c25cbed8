/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/batch_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "io/file.h"
#include "io/qr_code.h"
#include "rsp/activation_code.h"

enum { SECRET_MODE = 0600, ROW_MAXIMUM = 16 << 10, PICTURE_MAXIMUM = 256 << 10, PIXELS_OF_MODULE = 6 };

static enum status fail(struct batch_folder *folder, const char *path, enum status status)
{
	snprintf(folder->fault, sizeof folder->fault, "%.200s: %s.", path, file_trouble(status));
	return status;
}

/* ---- opening ---- */

static enum status open_file(struct batch_folder *folder, const char *name, FILE **out)
{
	char path[BATCH_PATH_SIZE + 40];
	snprintf(path, sizeof path, "%s/%s", folder->partial, name);
	int descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, SECRET_MODE);
	*out = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
	return *out ? STATUS_OK : fail(folder, path, file_status(errno));
}

static enum status write_out(struct batch_folder *folder, FILE *file, const struct buffer *text)
{
	bool is_written = fwrite(text->data, 1, text->size, file) == text->size;
	return is_written ? STATUS_OK : fail(folder, folder->path, file_status(errno));
}

static enum status add_network(struct batch_folder *folder, const char *name)
{
	const struct network_export *network = network_export_find(text_from(name));
	if (!network || folder->network_count == BATCH_NETWORKS_MAXIMUM) {
		snprintf(folder->fault, sizeof folder->fault, "--network takes open5gs, open5gs-dbctl, osmo-hlr, free5gc, "
		         "srsran or sysmocom, each once, not \"%.40s\".", name);
		return STATUS_MALFORMED;
	}
	if (!network_export_takes(network, folder->settings.algorithm)) {
		snprintf(folder->fault, sizeof folder->fault, "%s cannot have subscribers with this template's algorithm.",
		         network->name);
		return STATUS_UNSUPPORTED;
	}
	struct batch_network_file *file = &folder->networks[folder->network_count];
	AUTO(buffer) head = BUFFER(ROW_MAXIMUM);
	TRY(open_file(folder, network->file_name, &file->file));
	file->network = network;
	folder->network_count++;
	if (network->begin)
		TRY(network->begin(&folder->settings, &head));
	return write_out(folder, file->file, &head);
}

static enum status read_picture(struct batch_folder *folder, const char *name)
{
	if (!name)
		return STATUS_OK;
	folder->picture = strcmp(name, "png") == 0 ? BATCH_PNG : strcmp(name, "svg") == 0 ? BATCH_SVG : BATCH_NO_PICTURES;
	if (folder->picture != BATCH_NO_PICTURES)
		return STATUS_OK;
	snprintf(folder->fault, sizeof folder->fault, "--qr takes png or svg.");
	return STATUS_MALFORMED;
}

static size_t columns_of(const struct batch_folder *folder, enum subscription_field out[SUBSCRIPTION_FIELDS])
{
	size_t count = 0;
	for (int field = 0; field < SUBSCRIPTION_FIELDS; field++)
		if (folder->fields[field])
			out[count++] = (enum subscription_field)field;
	return count;
}

static enum status open_lists(struct batch_folder *folder, const char *title)
{
	AUTO(buffer) text = BUFFER(ROW_MAXIMUM);
	enum subscription_field columns[SUBSCRIPTION_FIELDS];
	TRY(open_file(folder, "subscribers.csv", &folder->subscribers));
	TRY(subscriber_columns_write(columns, columns_of(folder, columns), &text));
	TRY(write_out(folder, folder->subscribers, &text));
	buffer_clear(&text);
	TRY(open_file(folder, "activation.csv", &folder->activation));
	TRY(buffer_append_text(&text, TEXT("iccid,imsi,eid,activation-code,link,confirmation-code\n")));
	TRY(write_out(folder, folder->activation, &text));
	buffer_clear(&text);
	TRY(open_file(folder, "cards.html", &folder->sheet));
	TRY(batch_sheet_begin(text_from(title), &text));
	return write_out(folder, folder->sheet, &text);
}

/* A folder of that name, or of the partial's, is somebody's. */
static enum status make_folders(struct batch_folder *folder)
{
	char packages[BATCH_PATH_SIZE + 40];
	size_t size = strlen(folder->path);
	while (size > 1 && folder->path[size - 1] == '/')
		size--;
	if (size > BATCH_PATH_SIZE - 80)
		return fail(folder, folder->path, STATUS_TOO_LARGE);
	snprintf(folder->partial, sizeof folder->partial, "%.*s.partial", (int)size, folder->path);
	bool is_taken = access(folder->path, F_OK) == 0;
	const char *taken = is_taken ? folder->path : access(folder->partial, F_OK) == 0 ? folder->partial : NULL;
	if (taken) {
		snprintf(folder->fault, sizeof folder->fault, "%.200s is there already: name another folder, or remove it.",
		         taken);
		folder->partial[0] = '\0';
		return STATUS_EXISTS;
	}
	enum status status = folder_make(folder->partial);
	if (status != STATUS_OK) {
		folder->partial[0] = '\0';
		return fail(folder, folder->path, status);
	}
	snprintf(packages, sizeof packages, "%s/packages", folder->partial);
	status = folder_make(packages);
	return status == STATUS_OK ? STATUS_OK : fail(folder, packages, status);
}

enum status batch_folder_open(const struct invocation *invocation, const char *path, const struct stencil *stencil,
                              const bool fields[SUBSCRIPTION_FIELDS], struct batch_folder *out)
{
	const char *network;
	*out = (struct batch_folder){
		.path = path,
		.settings = {
			.algorithm = stencil->plan.algorithm,
			.mnc_digits = stencil->mnc_digits,
			.apn = text_from(option_text(invocation, "apn")),
			.slice_type = 1,
			.slice_differentiator = text_from(option_text(invocation, "slice")),
		},
	};
	memcpy(out->fields, fields, sizeof out->fields);
	TRY(read_picture(out, option_text(invocation, "qr")));
	TRY(make_folders(out));
	TRY(open_lists(out, option_text(invocation, "title")));
	for (size_t i = 0; (network = option_text_nth(invocation, "network", i)); i++)
		TRY(add_network(out, network));
	return STATUS_OK;
}

/* ---- one subscriber ---- */

/* The folder has no name yet, so a file need not be whole before it is seen; all are flushed together in the end. */
static enum status write_file(struct batch_folder *folder, const char *iccid, const char *ending, struct bytes content)
{
	char path[BATCH_PATH_SIZE + 80];
	snprintf(path, sizeof path, "%s/packages/%s.%s", folder->partial, iccid, ending);
	int descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, SECRET_MODE);
	if (descriptor < 0)
		return fail(folder, path, file_status(errno));
	ssize_t written = write(descriptor, content.data, content.size);
	int error = written < 0 ? errno : ENOSPC;
	close(descriptor);
	return written == (ssize_t)content.size ? STATUS_OK : fail(folder, path, file_status(error));
}

static enum status write_picture(struct batch_folder *folder, const char *iccid, struct text code)
{
	AUTO(buffer) picture = BUFFER(PICTURE_MAXIMUM);
	if (folder->picture == BATCH_NO_PICTURES)
		return STATUS_OK;
	if (folder->picture == BATCH_PNG)
		TRY(qr_code_png(code, PIXELS_OF_MODULE, &picture));
	else
		TRY(qr_code_svg(code, &picture));
	return write_file(folder, iccid, folder->picture == BATCH_PNG ? "png" : "svg", buffer_bytes(&picture));
}

static enum status write_code(struct batch_folder *folder, const struct subscription *subscription, struct text code)
{
	AUTO(buffer) row = BUFFER(ROW_MAXIMUM), card_text = BUFFER(PICTURE_MAXIMUM);
	const char *iccid = subscription->values[SUBSCRIPTION_ICCID], *imsi = subscription->values[SUBSCRIPTION_IMSI];
	struct batch_card card = { TEXT("eSIM"), text_from(iccid), text_from(imsi), code,
		                   subscription_has(subscription, SUBSCRIPTION_CONFIRMATION_CODE) };
	TRY(buffer_print(&row, "%s,%s,%s,%.*s,https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=%.*s,%s\n", iccid, imsi,
	                 subscription->values[SUBSCRIPTION_EID], TEXT_ARGUMENTS(code), TEXT_ARGUMENTS(code),
	                 subscription->values[SUBSCRIPTION_CONFIRMATION_CODE]));
	TRY(write_out(folder, folder->activation, &row));
	TRY(batch_sheet_card(&card, &card_text));
	TRY(write_out(folder, folder->sheet, &card_text));
	return write_picture(folder, iccid, code);
}

enum status batch_folder_add(struct batch_folder *folder, const struct subscription *subscription, struct bytes package,
                             struct text code)
{
	AUTO(buffer) row = SECRET_BUFFER(ROW_MAXIMUM);
	enum subscription_field columns[SUBSCRIPTION_FIELDS];
	TRY(write_file(folder, subscription->values[SUBSCRIPTION_ICCID], "der", package));
	TRY(subscriber_line_write(subscription, columns, columns_of(folder, columns), &row));
	TRY(write_out(folder, folder->subscribers, &row));
	for (size_t i = 0; i < folder->network_count; i++) {
		buffer_clear(&row);
		TRY(folder->networks[i].network->row(&folder->settings, subscription, folder->count, &row));
		TRY(write_out(folder, folder->networks[i].file, &row));
	}
	folder->count++;
	return code.size > 0 ? write_code(folder, subscription, code) : STATUS_OK;
}

/* ---- the end ---- */

static enum status close_file(struct batch_folder *folder, FILE **file)
{
	bool is_good = !*file || fflush(*file) == 0;
	int error = errno;
	if (*file && fclose(*file) != 0)
		is_good = false;
	*file = NULL;
	return is_good ? STATUS_OK : fail(folder, folder->path, file_status(error));
}

static enum status close_networks(struct batch_folder *folder)
{
	for (size_t i = 0; i < folder->network_count; i++) {
		struct batch_network_file *file = &folder->networks[i];
		AUTO(buffer) tail = BUFFER(ROW_MAXIMUM);
		if (file->network->end)
			TRY(file->network->end(&tail));
		TRY(write_out(folder, file->file, &tail));
		TRY(close_file(folder, &file->file));
	}
	return STATUS_OK;
}

/* What a power cut must not take from under the name. */
static enum status flush(struct batch_folder *folder)
{
	int descriptor = open(folder->partial, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool is_flushed = descriptor >= 0 && syncfs(descriptor) == 0;
	int error = errno;
	if (descriptor >= 0)
		close(descriptor);
	return is_flushed ? STATUS_OK : fail(folder, folder->path, file_status(error));
}

enum status batch_folder_finish(struct batch_folder *folder)
{
	AUTO(buffer) tail = BUFFER(ROW_MAXIMUM);
	TRY(batch_sheet_end(&tail));
	TRY(write_out(folder, folder->sheet, &tail));
	TRY(close_networks(folder));
	TRY(close_file(folder, &folder->sheet));
	TRY(close_file(folder, &folder->activation));
	TRY(close_file(folder, &folder->subscribers));
	TRY(flush(folder));
	if (rename(folder->partial, folder->path) != 0)
		return fail(folder, folder->path, file_status(errno));
	folder->partial[0] = '\0';
	return STATUS_OK;
}

void batch_folder_release(struct batch_folder *folder)
{
	for (size_t i = 0; i < folder->network_count; i++)
		(void)!close_file(folder, &folder->networks[i].file);
	(void)!close_file(folder, &folder->sheet);
	(void)!close_file(folder, &folder->activation);
	(void)!close_file(folder, &folder->subscribers);
	if (folder->partial[0])
		(void)!folder_remove(folder->partial);
	folder->partial[0] = '\0';
}
