/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/err.h>

#include "crypto/fetched.h"
#include "crypto/key_agreement.h"

enum { EVEN = 0x02, ODD = 0x03 };

enum status point_expand(enum curve curve, struct bytes compressed, uint8_t out[POINT_SIZE])
{
	const struct fetched *fetched = fetched_get();
	if (compressed.size != COMPRESSED_POINT_SIZE || (compressed.data[0] != EVEN && compressed.data[0] != ODD))
		return STATUS_MALFORMED;
	EC_POINT *point = fetched ? EC_POINT_new(fetched->groups[curve]) : NULL;
	if (!point)
		return library_failed();
	const EC_GROUP *group = fetched->groups[curve];
	bool is_point = EC_POINT_oct2point(group, point, compressed.data, compressed.size, NULL) == 1 &&
	                EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, out, POINT_SIZE, NULL) == POINT_SIZE;
	EC_POINT_free(point);
	ERR_clear_error();
	return is_point ? STATUS_OK : STATUS_MALFORMED;
}

void point_compress(const uint8_t point[POINT_SIZE], uint8_t out[COMPRESSED_POINT_SIZE])
{
	out[0] = point[POINT_SIZE - 1] & 1 ? ODD : EVEN;
	memcpy(out + 1, point + 1, COMPRESSED_POINT_SIZE - 1);
}
