/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/apdu/watch.h"

#include "programs/apdu/about.h"
#include "programs/apdu/names.h"

enum { HEADER_SIZE = 4, DATA_OFFSET = 5, HIDDEN_OCTET = 0xFF, LEGACY_CLASS = 0xA0, LAST_BLOCK = 0x80 };

void apdu_watch_init(struct apdu_watch *watch, bool reveal)
{
	*watch = (struct apdu_watch){
		.reveal = reveal,
		.command = BUFFER(WATCH_MESSAGE_MAXIMUM),
		.answer = BUFFER(WATCH_MESSAGE_MAXIMUM),
	};
	for (size_t i = 0; i < CHANNELS; i++)
		watch->channels[i] = (struct apdu_watch_channel){
			.place = { .is_unclear = true },
			.chain = SECRET_BUFFER(WATCH_MESSAGE_MAXIMUM),
			.answer = SECRET_BUFFER(WATCH_MESSAGE_MAXIMUM),
		};
}

void apdu_watch_release(struct apdu_watch *watch)
{
	for (size_t i = 0; i < CHANNELS; i++) {
		buffer_release(&watch->channels[i].chain);
		buffer_release(&watch->channels[i].answer);
	}
	buffer_release(&watch->command);
	buffer_release(&watch->answer);
}

static void start_channel(struct apdu_watch_channel *channel)
{
	buffer_release(&channel->chain);
	buffer_release(&channel->answer);
	channel->place = apdu_place_at_start();
	channel->next_block = 0;
	channel->chain_lost = false;
	channel->kind = ANSWER_PLAIN;
}

void apdu_watch_reset(struct apdu_watch *watch)
{
	for (size_t i = 0; i < CHANNELS; i++)
		start_channel(&watch->channels[i]);
}

/* ---- the exchange's parts ---- */

static uint16_t status_word_in(struct bytes answer)
{
	return answer.size < 2 ? 0 : (uint16_t)(answer.data[answer.size - 2] << 8 | answer.data[answer.size - 1]);
}

static struct bytes data_in(struct bytes answer)
{
	return bytes_first(answer, answer.size < 2 ? 0 : answer.size - 2);
}

static bool is_success(uint16_t word)
{
	unsigned first = word >> 8;
	return first == 0x90 || first == 0x91 || first == 0x61 || first == 0x62 || first == 0x63;
}

/* Also where the command is none that could be decoded: its secrets must be found all the same. */
static void read_header(struct bytes command, struct apdu_exchange *out)
{
	out->is_apdu = apdu_decode(command, &out->apdu) == STATUS_OK;
	if (!out->is_apdu && command.size >= HEADER_SIZE)
		out->apdu = (struct apdu){
			.cla = command.data[0], .ins = command.data[1], .p1 = command.data[2], .p2 = command.data[3],
			.data = bytes_after(command, DATA_OFFSET),
		};
	uint8_t cla = out->apdu.cla;
	if (cla != LEGACY_CLASS)
		out->channel = cla & 0x40 ? BASIC_CHANNELS + (cla & 0x0Fu) : cla & 0x03u;
}

/* ---- files ---- */

/* The short identifier that stands in P1 or P2 (TS 102 221 11.1.3, 11.1.5, 11.3.1); nought: none. */
static uint8_t short_id(const struct apdu *command)
{
	switch (command->ins) {
	case INS_READ_BINARY:
	case INS_UPDATE_BINARY:
		return command->p1 & 0x80 ? command->p1 & 0x1F : 0;
	case INS_READ_RECORD:
	case INS_UPDATE_RECORD:
	case INS_SEARCH_RECORD:
	case INS_INCREASE:
		return command->p2 >> 3;
	case INS_RETRIEVE_DATA:
	case INS_SET_DATA:
		return command->p2 & 0x1F;
	default:
		return 0;
	}
}

static bool is_about_contents(uint8_t ins)
{
	return ins == INS_READ_BINARY || ins == INS_UPDATE_BINARY || ins == INS_READ_RECORD || ins == INS_UPDATE_RECORD ||
	       ins == INS_SEARCH_RECORD || ins == INS_INCREASE || ins == INS_RETRIEVE_DATA || ins == INS_SET_DATA;
}

/* Where the command leads to if it succeeds (TS 102 221 11.1.1.2). */
static struct apdu_place place_after(struct apdu_place place, const struct apdu *command)
{
	static const uint8_t mf[] = { 0x3F, 0x00 };
	uint8_t short_file = short_id(command);
	if (short_file != 0)
		apdu_place_select_short(&place, short_file);
	if (command->ins != INS_SELECT)
		return place;
	if (command->p1 == 0x04)
		apdu_place_select_application(&place, command->data);
	else if (command->p1 == 0x03)
		apdu_place_select_parent(&place);
	if (command->p1 == 0x08 || (command->p1 == 0x00 && command->data.size == 0))
		apdu_place_select_path(&place, BYTES(mf));
	if (command->p1 == 0x00 || command->p1 == 0x01 || command->p1 == 0x02 || command->p1 == 0x08 || command->p1 == 0x09)
		apdu_place_select_path(&place, command->data);
	return place;
}

static void manage_channel(struct apdu_watch *watch, const struct apdu *command, struct bytes answer)
{
	struct bytes data = data_in(answer);
	uint8_t number = command->p1 & 0x80 ? command->p2 : command->p2 ? command->p2 : data.size == 1 ? data.data[0] : 0;
	if (number > 0 && number < CHANNELS)
		start_channel(&watch->channels[number]);
}

/* ---- STORE DATA ---- */

/* A block that comes again, as after 6Cxx, takes the place of the first. */
static void place_block(struct apdu_watch_channel *channel, unsigned number)
{
	if (number == 0) {
		buffer_clear(&channel->chain);
		channel->chain_lost = false;
	} else if (number + 1 == channel->next_block && channel->last_block <= channel->chain.size) {
		channel->chain.size = channel->last_block;
	} else if (number != channel->next_block) {
		channel->chain_lost = true;
	}
	channel->last_block = channel->chain.size;
	channel->next_block = number + 1;
}

/* Without the blocks before it, nobody can say whether there is a secret in one. */
static void take_block(struct apdu_watch_channel *channel, struct apdu_exchange *exchange)
{
	struct hidden_octets secrets;
	struct bytes data = exchange->apdu.data;
	place_block(channel, exchange->apdu.p2);
	if (!channel->chain_lost && buffer_append(&channel->chain, data) != STATUS_OK)
		channel->chain_lost = true;
	if (channel->chain_lost) {
		exchange->note = "blocks before this one are missing, or there are too many";
		hidden_octets_add(&exchange->command_hidden, DATA_OFFSET, DATA_OFFSET + data.size);
		return;
	}
	es10_find_secrets(es10_commands, buffer_bytes(&channel->chain), &secrets);
	for (size_t i = 0; i < secrets.count; i++) {
		size_t start = channel->last_block, from = secrets.ranges[i].from, to = secrets.ranges[i].to;
		if (to > start)
			hidden_octets_add(&exchange->command_hidden, DATA_OFFSET + (from > start ? from - start : 0),
			                  DATA_OFFSET + to - start);
	}
	if (exchange->apdu.p1 & LAST_BLOCK)
		exchange->message = buffer_bytes(&channel->chain);
}

/* ---- answers ---- */

static enum apdu_answer_kind answer_kind(const struct apdu *command, const struct apdu_place *place)
{
	if (command->ins == INS_SELECT)
		return ANSWER_SELECTED;
	if (command->ins == INS_STORE_DATA && command->cla & 0x80)
		return ANSWER_ES10;
	if (command->ins == INS_AUTHENTICATE || command->ins == INS_AUTHENTICATE_ODD)
		return ANSWER_AUTHENTICATION;
	return is_about_contents(command->ins) && apdu_place_is_secret(place) ? ANSWER_SECRET : ANSWER_PLAIN;
}

/* What may be seen of the answer to an AUTHENTICATE: RES or AUTS, not CK, IK and Kc (3GPP TS 31.102 7.1.2). */
static size_t authentication_visible(const struct apdu *asked, struct bytes answer)
{
	enum { CONTEXT_GSM = 0, CONTEXT_3G = 1, CONTEXTS = 0x07, SUCCESS = 0xDB, RESYNCHRONISATION = 0xDC };
	enum { SRES_SIZE = 4, RES_SIZE_MAXIMUM = 16 };
	unsigned context = asked->p2 & CONTEXTS;
	if (asked->cla == LEGACY_CLASS)
		return SRES_SIZE;
	if (context == CONTEXT_GSM && answer.size > 0 && answer.data[0] <= SRES_SIZE)
		return 1u + answer.data[0];
	if (context != CONTEXT_3G || answer.size == 0)
		return 0;
	if (answer.data[0] == RESYNCHRONISATION)
		return answer.size;
	return answer.data[0] == SUCCESS && answer.size > 1 && answer.data[1] <= RES_SIZE_MAXIMUM ? 2u + answer.data[1] : 1;
}

static void find_answer_secrets(const struct apdu_watch_channel *channel, struct hidden_octets *out)
{
	struct bytes answer = buffer_bytes(&channel->answer);
	*out = (struct hidden_octets){ 0 };
	if (channel->kind == ANSWER_ES10)
		es10_find_secrets(es10_answers, answer, out);
	else if (channel->kind == ANSWER_SECRET)
		hidden_octets_add(out, 0, answer.size);
	else if (channel->kind == ANSWER_AUTHENTICATION)
		hidden_octets_add(out, authentication_visible(&channel->asked, answer), answer.size);
}

static const struct es10_field *response_fields(enum apdu_answer_kind kind, struct bytes response)
{
	if (kind == ANSWER_ES10)
		return es10_answers;
	return response.size > 0 && response.data[0] == 0x6F ? es10_selected : apdu_selected_fields;
}

/* The answer goes on while the card offers more (61xx). */
static void take_answer(struct apdu_watch_channel *channel, struct bytes answer, struct apdu_exchange *exchange)
{
	struct hidden_octets secrets;
	struct bytes data = data_in(answer);
	size_t start = channel->answer.size;
	if (buffer_append(&channel->answer, data) != STATUS_OK) {
		exchange->note = "the answer is too long to be kept";
		channel->kind = ANSWER_SECRET;
		hidden_octets_add(&exchange->answer_hidden, 0, data.size);
		return;
	}
	find_answer_secrets(channel, &secrets);
	for (size_t i = 0; i < secrets.count; i++) {
		size_t from = secrets.ranges[i].from, to = secrets.ranges[i].to;
		if (to > start)
			hidden_octets_add(&exchange->answer_hidden, from > start ? from - start : 0, to - start);
	}
	bool is_tree = channel->kind == ANSWER_ES10 || channel->kind == ANSWER_SELECTED;
	if (!is_tree || status_word_in(answer) >> 8 == 0x61 || channel->answer.size == 0)
		return;
	exchange->response = buffer_bytes(&channel->answer);
	exchange->response_fields = response_fields(channel->kind, exchange->response);
}

/* ---- the whole ---- */

static bool has_secret_data(const struct apdu *command, const struct apdu_place *place)
{
	switch (command->ins) {
	case INS_VERIFY:
	case INS_CHANGE:
	case INS_DISABLE:
	case INS_ENABLE:
	case INS_UNBLOCK:
	case INS_PUT_KEY:
		return true;
	default:
		return is_about_contents(command->ins) && apdu_place_is_secret(place);
	}
}

static void watch_command(struct apdu_watch *watch, struct bytes command, struct bytes answer, struct apdu_exchange *exchange)
{
	struct apdu_watch_channel *channel = &watch->channels[exchange->channel];
	const struct apdu *apdu = &exchange->apdu;
	struct apdu_place place = place_after(channel->place, apdu);
	if (apdu->ins == INS_STORE_DATA && apdu->cla & 0x80)
		take_block(channel, exchange);
	else if (has_secret_data(apdu, &place))
		hidden_octets_add(&exchange->command_hidden, DATA_OFFSET,
		                  exchange->is_apdu ? DATA_OFFSET + apdu->data.size : command.size);
	channel->kind = answer_kind(apdu, &place);
	channel->asked = *apdu;
	channel->asked.data = (struct bytes){ 0 };
	buffer_clear(&channel->answer);
	apdu_about(exchange, &channel->place, &place, buffer_bytes(&channel->chain));
	if (!is_success(status_word_in(answer)))
		return;
	channel->place = place;
	if (apdu->ins == INS_MANAGE_CHANNEL)
		manage_channel(watch, apdu, answer);
}

static enum status copy_without(struct bytes octets, const struct hidden_octets *hidden, struct buffer *out)
{
	buffer_clear(out);
	TRY(buffer_append(out, bytes_first(octets, WATCH_MESSAGE_MAXIMUM)));
	for (size_t i = 0; i < hidden->count; i++)
		for (size_t at = hidden->ranges[i].from; at < hidden->ranges[i].to && at < out->size; at++)
			out->data[at] = HIDDEN_OCTET;
	return STATUS_OK;
}

enum status apdu_watch_exchange(struct apdu_watch *watch, struct bytes command, struct bytes answer,
                                struct apdu_exchange *out)
{
	*out = (struct apdu_exchange){ 0 };
	read_header(command, out);
	if (command.size < HEADER_SIZE)
		apdu_about_nothing(out);
	else if (out->apdu.ins == INS_GET_RESPONSE)
		apdu_about(out, NULL, NULL, (struct bytes){ 0 });
	else
		watch_command(watch, command, answer, out);
	take_answer(&watch->channels[out->channel], answer, out);
	if (watch->reveal)
		out->command_hidden = out->answer_hidden = (struct hidden_octets){ 0 };
	TRY(copy_without(command, &out->command_hidden, &watch->command));
	TRY(copy_without(answer, &out->answer_hidden, &watch->answer));
	out->command = buffer_bytes(&watch->command);
	out->answer = buffer_bytes(&watch->answer);
	return STATUS_OK;
}
