/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/profile/batch_folder.h"

#include <stdio.h>

#include "io/qr_code.h"
#include "rsp/activation_code.h"

enum { NAME_SIZE = 80, ROW_MAXIMUM = 16 << 10, PICTURE_MAXIMUM = 256 << 10, PIXELS_OF_MODULE = 6 };

static enum status read_picture(struct batch_folder *folder, const char *name)
{
	if (!name)
		return STATUS_OK;
	folder->picture = strcmp(name, "png") == 0 ? BATCH_PNG : strcmp(name, "svg") == 0 ? BATCH_SVG : BATCH_NO_PICTURES;
	if (folder->picture != BATCH_NO_PICTURES)
		return STATUS_OK;
	snprintf(folder->result.fault, sizeof folder->result.fault, "--qr takes png or svg.");
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

static enum status open_subscribers(struct batch_folder *folder)
{
	AUTO(buffer) text = BUFFER(ROW_MAXIMUM);
	enum subscription_field columns[SUBSCRIPTION_FIELDS];
	TRY(result_folder_create(&folder->result, "subscribers.csv", &folder->subscribers));
	TRY(subscriber_columns_write(columns, columns_of(folder, columns), &text));
	return result_folder_put(&folder->result, folder->subscribers, &text);
}

/* A batch without an address has no codes, and no lists of them. */
static enum status open_codes(struct batch_folder *folder)
{
	AUTO(buffer) text = BUFFER(ROW_MAXIMUM);
	if (folder->activation)
		return STATUS_OK;
	TRY(result_folder_create(&folder->result, "activation.csv", &folder->activation));
	TRY(buffer_append_text(&text, TEXT("iccid,imsi,eid,activation-code,link,confirmation-code\n")));
	TRY(result_folder_put(&folder->result, folder->activation, &text));
	buffer_clear(&text);
	TRY(result_folder_create(&folder->result, "cards.html", &folder->sheet));
	TRY(batch_sheet_begin(text_from(folder->title), &text));
	return result_folder_put(&folder->result, folder->sheet, &text);
}

enum status batch_folder_open(const struct invocation *invocation, const char *path, const struct stencil *stencil,
                              const bool fields[SUBSCRIPTION_FIELDS], struct batch_folder *out)
{
	const char *network;
	*out = (struct batch_folder){
		.title = option_text(invocation, "title"),
		.networks = {
			.folder = &out->result,
			.settings = {
				.algorithm = stencil->plan.algorithm,
				.mnc_digits = stencil->mnc_digits,
				.apn = text_from(option_text(invocation, "apn")),
				.slice_type = 1,
				.slice_differentiator = text_from(option_text(invocation, "slice")),
			},
		},
	};
	memcpy(out->fields, fields, sizeof out->fields);
	TRY(read_picture(out, option_text(invocation, "qr")));
	TRY(result_folder_open(path, &out->result));
	TRY(result_folder_divide(&out->result, "packages"));
	TRY(open_subscribers(out));
	for (size_t i = 0; (network = option_text_nth(invocation, "network", i)); i++)
		TRY(network_files_add(&out->networks, network));
	return STATUS_OK;
}

/* ---- one subscriber ---- */

static enum status write_file(struct batch_folder *folder, const char *iccid, const char *ending, struct bytes content)
{
	char name[NAME_SIZE];
	snprintf(name, sizeof name, "packages/%s.%s", iccid, ending);
	return result_folder_write(&folder->result, name, content);
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
	TRY(open_codes(folder));
	TRY(result_folder_put(&folder->result, folder->activation, &row));
	TRY(batch_sheet_card(&card, &card_text));
	TRY(result_folder_put(&folder->result, folder->sheet, &card_text));
	return write_picture(folder, iccid, code);
}

enum status batch_folder_add(struct batch_folder *folder, const struct subscription *subscription, struct bytes package,
                             struct text code)
{
	AUTO(buffer) row = SECRET_BUFFER(ROW_MAXIMUM);
	enum subscription_field columns[SUBSCRIPTION_FIELDS];
	TRY(write_file(folder, subscription->values[SUBSCRIPTION_ICCID], "der", package));
	TRY(subscriber_line_write(subscription, columns, columns_of(folder, columns), &row));
	TRY(result_folder_put(&folder->result, folder->subscribers, &row));
	TRY(network_files_row(&folder->networks, subscription));
	return code.size > 0 ? write_code(folder, subscription, code) : STATUS_OK;
}

/* ---- the end ---- */

enum status batch_folder_finish(struct batch_folder *folder)
{
	AUTO(buffer) tail = BUFFER(ROW_MAXIMUM);
	TRY(batch_sheet_end(&tail));
	if (folder->sheet)
		TRY(result_folder_put(&folder->result, folder->sheet, &tail));
	TRY(network_files_finish(&folder->networks));
	TRY(result_folder_close(&folder->result, &folder->sheet));
	TRY(result_folder_close(&folder->result, &folder->activation));
	TRY(result_folder_close(&folder->result, &folder->subscribers));
	return result_folder_finish(&folder->result);
}

void batch_folder_release(struct batch_folder *folder)
{
	network_files_release(&folder->networks);
	(void)!result_folder_close(&folder->result, &folder->sheet);
	(void)!result_folder_close(&folder->result, &folder->activation);
	(void)!result_folder_close(&folder->result, &folder->subscribers);
	result_folder_release(&folder->result);
}
