/* SPDX-License-Identifier: Apache-2.0 */
#include "stock.h"

#include <stdio.h>

#include "figure.h"
#include "support/scripted_profile.h"

void stock_iccid(unsigned number, char out[STOCK_TEXT_SIZE])
{
	snprintf(out, STOCK_TEXT_SIZE, "894944999999%07u", number);
}

void stock_matching_id(unsigned number, char out[STOCK_TEXT_SIZE])
{
	snprintf(out, STOCK_TEXT_SIZE, "BENCH-%u", number);
}

void stock_offer(struct test_smdp *server, unsigned number, unsigned size)
{
	AUTO(arena) arena = ARENA(1 << 20);
	char iccid[STOCK_TEXT_SIZE], matching_id[STOCK_TEXT_SIZE];
	stock_iccid(number, iccid);
	stock_matching_id(number, matching_id);
	struct profile_metadata metadata = scripted_metadata_default(iccid);
	struct scripted_profile profile = scripted_profile_default(iccid);
	profile.extra_size = size;
	profile.extra_filled = true;
	const struct stock_request stock = {
		.profile_elements = scripted_profile_package(&arena, &profile),
		.metadata = scripted_metadata(&arena, &metadata),
	};
	const struct order_request order = { .iccid = text_from(iccid) };
	const struct confirm_request confirm = {
		.iccid = text_from(iccid), .has_matching_id = true, .matching_id = text_from(matching_id), .release = true,
	};
	must(!*test_smdp_run(server, &stock_function, &stock, NULL, 0), "no stock");
	must(!*test_smdp_run(server, &order_function, &order, NULL, 0), "no order");
	must(!*test_smdp_run(server, &confirm_function, &confirm, NULL, 0), "no confirmation");
}
