/* SPDX-License-Identifier: Apache-2.0 */
/* A bound package as a device takes it from a server: its layout, its pieces, its metadata, its segments. */
#include "rsp/protected_segment.h"
#include "rsp_messages.h"

/* All pieces together are the package, when it is one; and the positions always move on. */
static void check_pieces(struct bytes input, bool is_package)
{
	struct bytes piece;
	size_t position = 0, before = 0;
	while (bound_package_next_piece(input, &position, &piece)) {
		check(position > before && position <= input.size && piece.size == position - before);
		before = position;
	}
	check(!is_package || position == input.size);
}

/* Nobody knows these keys, so nothing opens. */
static void check_segments(struct bytes sequence)
{
	static const uint8_t key[AES_BLOCK] = "not a known key";
	AUTO(segment_keys) keys = { 0 };
	AUTO(buffer) out = BUFFER(MESSAGE_MAXIMUM);
	struct der_reader outer = der_reader(sequence);
	struct der_reader inside;
	struct der_element segment;
	if (!der_enter(&outer, der_peek(&outer), &inside) || !der_next(&inside, &segment))
		return;
	check(segment_keys_set(&keys, BYTES(key), BYTES(key), BYTES(key)) == STATUS_OK);
	bool encrypted = segment.tag != MAC_SEGMENT;
	check(segment_open(&keys, (uint8_t)segment.tag, encrypted, segment.whole, &out) != STATUS_OK);
	check(out.size == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) arena = ARENA(MESSAGE_MAXIMUM);
	struct bytes input = bytes_from(data, size);
	struct bound_package package;
	struct profile_metadata metadata;
	bool is_package = bound_package_decode(input, &package) == STATUS_OK;
	check_pieces(input, is_package);
	check_rewrite(rewrite_initialise_secure_channel, input);
	if (!is_package)
		return 0;
	check_rewrite(rewrite_initialise_secure_channel, package.initialise);
	check_segments(package.configure_isdp);
	check_segments(package.store_metadata);
	check_segments(package.profile_elements);
	if (bound_package_metadata(&package, &arena, &metadata) == STATUS_OK)
		check(metadata.icon.size <= ICON_MAXIMUM);
	return 0;
}
