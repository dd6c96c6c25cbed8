/* SPDX-License-Identifier: Apache-2.0 */
/* What a card answers, to the device and through it to the server. */
#include "rsp_messages.h"

static void read_notifications(struct bytes input)
{
	struct der_reader list;
	struct notification_metadata metadata;
	struct der_element element;
	if (list_notification_answer_decode(input, &list) == STATUS_OK)
		while (notification_metadata_read(&list, &metadata))
			check(metadata.event != 0);
	if (retrieve_notifications_answer_decode(input, &list) == STATUS_OK)
		while (der_next(&list, &element))
			if (pending_notification_metadata(element.whole, &metadata) == STATUS_OK)
				check(metadata.address.size <= ADDRESS_MAXIMUM);
}

/* An entry with every field that was read is read as the same again. */
static void check_profile(const struct profile_info *info)
{
	static const uint8_t all[] = { 0x5A, 0x4F, 0x9F, 0x70, 0x90, 0x91, 0x92, 0x93, 0x94, 0x95,
	                               0xB6, 0xB7, 0xB8, 0x99, 0xBF, 0x22, 0xBF, 0x76 };
	AUTO(buffer) first = BUFFER(MESSAGE_MAXIMUM);
	AUTO(buffer) second = BUFFER(MESSAGE_MAXIMUM);
	struct profile_info again;
	check(profile_info_encode(info, true, BYTES(all), &first) == STATUS_OK);
	struct der_reader reader = der_reader(buffer_bytes(&first));
	check(profile_info_read(&reader, &again) && der_end(&reader));
	check(profile_info_encode(&again, true, BYTES(all), &second) == STATUS_OK);
	check(bytes_equal(buffer_bytes(&first), buffer_bytes(&second)));
}

static void read_profiles(struct bytes input)
{
	struct der_reader list;
	struct profile_info info;
	if (profiles_info_answer_decode(input, &list) != STATUS_OK)
		return;
	while (profile_info_read(&list, &info))
		check_profile(&info);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes input = bytes_from(data, size);
	for (size_t i = 0; i < ARRAY_SIZE(card_answers); i++)
		check_rewrite(card_answers[i].rewrite, input);
	read_notifications(input);
	read_profiles(input);
	return 0;
}
