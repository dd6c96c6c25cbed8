/* SPDX-License-Identifier: Apache-2.0 */
#include "uicc/application.h"

#include "uicc/elementary_file.h"

enum { FILE_SERVICE_TABLE = 0x6F38 };

bool application_is_usim(const struct node *adf)
{
	static const uint8_t prefix[] = { 0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x02 };
	return bytes_start_with(bytes_from(adf->aid, adf->aid_size), BYTES(prefix));
}

enum status application_read_file(const struct uicc *card, node_number directory, uint16_t id, struct buffer *out)
{
	struct elementary_file file;
	if (directory == NO_NODE || !elementary_file_at(card, profile_store_child(card->store, directory, id), &file))
		return STATUS_NOT_FOUND;
	return elementary_file_read(card, &file, out);
}

bool application_has_service(const struct uicc *card, node_number adf, enum usim_service service)
{
	AUTO(buffer) table = BUFFER(ELEMENTARY_FILE_MAXIMUM);
	if (application_read_file(card, adf, FILE_SERVICE_TABLE, &table) != STATUS_OK)
		return false;
	unsigned bit = (unsigned)service - 1;
	return bit / 8 < table.size && table.data[bit / 8] >> bit % 8 & 1;
}

bool application_pin_is_satisfied(const struct uicc *card, node_number adf)
{
	const struct node *node = profile_store_node(card->store, adf);
	for (size_t i = 0; node && i < node->pin_status_size; i++)
		if (node->pin_status[i] >= 1 && node->pin_status[i] <= APPLICATION_PIN_LAST)
			return security_is_satisfied(card, adf, node->pin_status[i]);
	return true;
}
