/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/profile/network_files.h"

enum { ROW_MAXIMUM = 16 << 10 };

enum status network_files_add(struct network_files *files, const char *name)
{
	const struct network_export *network = network_export_find(text_from(name));
	struct result_folder *folder = files->folder;
	AUTO(buffer) head = BUFFER(ROW_MAXIMUM);
	if (!network || files->count == NETWORK_FILES_MAXIMUM) {
		snprintf(folder->fault, sizeof folder->fault, "--network takes open5gs, open5gs-dbctl, osmo-hlr, free5gc, "
		         "srsran or sysmocom, each once, not \"%.40s\".", name);
		return STATUS_MALFORMED;
	}
	if (!network_export_takes(network, files->settings.algorithm)) {
		snprintf(folder->fault, sizeof folder->fault, "%s cannot have subscribers with this template's algorithm.",
		         network->name);
		return STATUS_UNSUPPORTED;
	}
	struct network_file *file = &files->files[files->count];
	TRY(result_folder_create(folder, network->file_name, &file->file));
	file->network = network;
	files->count++;
	if (network->begin)
		TRY(network->begin(&files->settings, &head));
	return result_folder_put(folder, file->file, &head);
}

enum status network_files_row(struct network_files *files, const struct subscription *subscription)
{
	AUTO(buffer) row = SECRET_BUFFER(ROW_MAXIMUM);
	for (size_t i = 0; i < files->count; i++) {
		buffer_clear(&row);
		TRY(files->files[i].network->row(&files->settings, subscription, files->rows, &row));
		TRY(result_folder_put(files->folder, files->files[i].file, &row));
	}
	files->rows++;
	return STATUS_OK;
}

enum status network_files_finish(struct network_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		struct network_file *file = &files->files[i];
		AUTO(buffer) tail = BUFFER(ROW_MAXIMUM);
		if (file->network->end)
			TRY(file->network->end(&tail));
		TRY(result_folder_put(files->folder, file->file, &tail));
		TRY(result_folder_close(files->folder, &file->file));
	}
	return STATUS_OK;
}

void network_files_release(struct network_files *files)
{
	for (size_t i = 0; i < files->count; i++)
		(void)!result_folder_close(files->folder, &files->files[i].file);
}
