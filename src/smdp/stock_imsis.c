/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/stock_imsis.h"

enum status stock_imsis_note(struct exchange *exchange, const struct package_imsis *imsis, struct text iccid,
                             bool is_of_batch)
{
	static const char sql[] =
		"INSERT INTO profile_imsi (imsi, iccid, is_of_batch) VALUES ($1, $2, $3) ON CONFLICT (imsi, iccid) DO NOTHING";
	for (size_t i = 0; i < imsis->count; i++) {
		struct text imsi;
		TRY(arena_copy_text(&exchange->arena, text_from(imsis->digits[i]), &imsi));
		TRY(EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, sql, database_text(imsi), database_text(iccid),
		                    database_number(is_of_batch)));
	}
	return STATUS_OK;
}
