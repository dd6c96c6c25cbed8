/* SPDX-License-Identifier: Apache-2.0 */
/* A card that answers anything: the road to the ISD-R ends, keeps its limits, and sends only well-formed commands. */
#include "fuzz.h"
#include "lpa/isd_r_channel.h"

enum { COMMAND_SIZE = 700, TURNS_MAXIMUM = 4096 };

/* The next answer: one octet that says how many follow. */
static struct bytes next_answer(struct bytes *input)
{
	if (input->size == 0)
		return (struct bytes){ 0 };
	size_t size = input->data[0];
	struct bytes answer = bytes_first(bytes_after(*input, 1), size);
	*input = bytes_after(*input, 1 + size);
	return answer;
}

static void check_command(struct bytes apdu)
{
	check(apdu.size >= 5 && apdu.size <= APDU_SIZE_MAXIMUM);
	check(apdu.size == 5 || apdu.size == 5 + (size_t)apdu.data[4]);
}

static void run(struct isd_r_channel *channel, struct bytes *input)
{
	struct bytes apdu;
	for (int turn = 0; turn < TURNS_MAXIMUM && isd_r_channel_next(channel, &apdu); turn++) {
		check_command(apdu);
		isd_r_channel_answer(channel, next_answer(input));
		check(channel->answer.size <= ISD_R_ANSWER_MAXIMUM);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t command[COMMAND_SIZE];
	struct bytes input = bytes_from(data, size);
	AUTO(isd_r_channel) channel;
	if (isd_r_channel_init(&channel, &(struct isd_r_settings){ .segment_size = size % 255 + 1 }) != STATUS_OK)
		return 0;
	check(isd_r_channel_open(&channel) == STATUS_OK);
	run(&channel, &input);
	struct bytes apdu;
	check(!isd_r_channel_next(&channel, &apdu));
	check(channel.state == ISD_R_CLOSED || channel.state == ISD_R_READY);
	check(channel.state == ISD_R_CLOSED || channel.status == STATUS_OK);
	while (channel.state == ISD_R_READY && input.size > 0) {
		size_t command_size = size % COMMAND_SIZE + 1;
		if (isd_r_channel_send(&channel, bytes_from(command, command_size)) != STATUS_OK)
			break;
		run(&channel, &input);
		check(channel.state == ISD_R_READY);
	}
	isd_r_channel_close(&channel);
	run(&channel, &input);
	check(channel.state == ISD_R_CLOSED);
	return 0;
}
