/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/smdp/metadata.h"

#include "programs/output.h"

void smdp_metadata_release(struct smdp_metadata *metadata)
{
	metadata_options_release(&metadata->options);
	buffer_release(&metadata->octets);
}

/* What this program does not understand is the stock's to judge. */
static const char *read_metadata(const char *path, struct smdp_metadata *own)
{
	AUTO(metadata_file) file = { 0 };
	enum status status = metadata_file_read(path, &file, own->fault);
	if (status == STATUS_OK || status == STATUS_UNSUPPORTED)
		status = buffer_append(&own->octets, buffer_bytes(&file.octets));
	return status == STATUS_OK ? NULL : own->fault[0] ? own->fault : "the metadata file cannot be read.";
}

const char *smdp_metadata_make(const struct invocation *invocation, const struct smdp *smdp,
                               const struct package_header *header, struct smdp_metadata *own)
{
	struct profile_metadata metadata = { .iccid = header->iccid };
	const char *path = option_text(invocation, "metadata");
	own->octets = BUFFER(METADATA_MAXIMUM);
	if (path)
		return read_metadata(path, own);
	metadata.icon_type = ICON_NONE;
	if (!metadata_options_read(invocation, &own->options, &metadata, own->fault))
		return own->fault;
	if (!option_is_set(invocation, "name") && header->profile_type.size <= PROFILE_NAME_MAXIMUM)
		metadata.profile_name = header->profile_type; /* longer, it is no name for people */
	stock_default_notifications(smdp, &metadata);
	return profile_metadata_encode(&metadata, &own->octets) == STATUS_OK
		? NULL : "these values make no metadata.";
}
