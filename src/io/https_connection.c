/* SPDX-License-Identifier: Apache-2.0 */
#include "io/https_connection.h"

#include <event2/buffer.h>
#include <event2/bufferevent_ssl.h>
#include <event2/event.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

enum { CERTIFICATE_MAXIMUM = 64 << 10, PLAIN_WATCH_MICROSECONDS = 100000 };

static void leave_list(struct https_connection *connection)
{
	struct connection_list *list = connection->list;
	if (!list)
		return;
	*connection->link = connection->next;
	if (connection->next)
		connection->next->link = connection->link;
	list->count--;
	list->admitted -= connection->was_admitted;
	counter_set(&list->counts->open, list->count);
	connection->list = NULL;
	event_free(connection->deadline);
	connection->deadline = NULL;
	list->changed(list->context);
}

/* evhttp tells nobody that a connection ended before its first request. Its SSL object is freed in every case. */
static void released(struct tls_owner *owner, bool handshake_done)
{
	struct https_connection *connection = (struct https_connection *)owner;
	if (connection->list && !handshake_done && !connection->was_refused)
		counter_add(&connection->list->counts->handshakes_failed, 1);
	leave_list(connection);
	buffer_release(&connection->certificate);
	free(connection);
}

/* A plain stream has nothing that tells when evhttp is done with it, but then it has no callbacks any more. */
static bool is_gone(const struct https_connection *connection)
{
	bufferevent_data_cb read, write;
	bufferevent_event_cb event;
	if (!connection->watch)
		return false;
	bufferevent_getcb(connection->stream, &read, &write, &event, NULL);
	return !read && !write && !event;
}

static void look_whether_gone(int descriptor, short what, void *context)
{
	struct https_connection *connection = context;
	(void)descriptor;
	(void)what;
	if (!is_gone(connection))
		return;
	event_free(connection->watch);
	bufferevent_decref(connection->stream);
	released(&connection->owner, true);
}

/* Nothing is freed here: evhttp may be in the middle of using it. */
void https_connection_cut(struct https_connection *connection)
{
	int descriptor = bufferevent_getfd(connection->stream);
	if (descriptor >= 0)
		shutdown(descriptor, SHUT_RDWR);
}

/* A certificate that could not be copied counts as none: the handler then refuses. */
struct bytes https_connection_certificate(struct https_connection *connection)
{
	if (connection->certificate.size == 0 && !connection->watch) {
		connection->certificate = BUFFER(CERTIFICATE_MAXIMUM);
		(void)!tls_connection_client(bufferevent_openssl_get_ssl(connection->stream), &connection->certificate);
	}
	return buffer_bytes(&connection->certificate);
}

static void hold_packets(struct https_connection *connection, bool hold)
{
	int descriptor = bufferevent_getfd(connection->stream), on = hold;
	if (descriptor >= 0)
		setsockopt(descriptor, IPPROTO_TCP, TCP_CORK, &on, sizeof on);
	connection->holds_packets = hold;
}

/* The stream makes at least one record, and one call of the system, of each piece of memory: a head is not worth its own. */
void https_connection_gather(struct https_connection *connection)
{
	struct evbuffer *output = bufferevent_get_output(connection->stream);
	size_t size = evbuffer_get_length(output);
	evbuffer_pullup(output, size < SSL3_RT_MAX_PLAIN_LENGTH ? (ev_ssize_t)size : SSL3_RT_MAX_PLAIN_LENGTH);
	if (size > SSL3_RT_MAX_PLAIN_LENGTH)
		hold_packets(connection, true);
}

void https_connection_gathered(struct https_connection *connection)
{
	if (connection->holds_packets)
		hold_packets(connection, false);
}

static unsigned seconds_for(const struct https_connection *connection)
{
	const struct https_server_settings *settings = connection->list->settings;
	switch (connection->phase) {
	case CONNECTION_READING:
		return settings->request_seconds;
	case CONNECTION_WRITING:
		return settings->answer_seconds;
	case CONNECTION_IDLE:
		return settings->idle_seconds;
	default:
		return 0;
	}
}

void https_connection_enter(struct https_connection *connection, enum connection_phase phase)
{
	if (!connection->list)
		return;
	connection->phase = phase;
	const struct timeval limit = { seconds_for(connection), 0 };
	if (phase == CONNECTION_WORKING)
		event_del(connection->deadline);
	else
		event_add(connection->deadline, &limit);
}

static bool read_peer(int descriptor, struct in6_addr *out)
{
	struct sockaddr_storage address = { 0 };
	socklen_t size = sizeof address;
	if (getpeername(descriptor, (struct sockaddr *)&address, &size) != 0)
		return false;
	if (address.ss_family == AF_INET6) {
		*out = ((const struct sockaddr_in6 *)&address)->sin6_addr;
	} else {
		const struct in_addr *four = &((const struct sockaddr_in *)&address)->sin_addr;
		*out = (struct in6_addr){ .s6_addr = { [10] = 0xFF, [11] = 0xFF } };
		memcpy(&out->s6_addr[12], four, sizeof *four);
	}
	return true;
}

bool https_connection_may_ask(const struct https_connection *connection)
{
	struct request_rate *rate = connection->list ? connection->list->rate : NULL;
	struct timespec now;
	if (!rate)
		return true;
	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	return request_rate_take(rate, &connection->peer, now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000);
}

/* Those that are still to be looked at, or are on their way out, take nobody's place. */
static bool is_one_too_many(const struct https_connection *connection)
{
	const struct connection_list *list = connection->list;
	unsigned limit = list->settings->connections_per_peer, of_peer = 0;
	for (const struct https_connection *other = list->first; limit > 0 && other; other = other->next)
		if (other->was_admitted && !is_gone(other) && memcmp(&other->peer, &connection->peer, sizeof other->peer) == 0)
			of_peer++;
	return list->admitted >= list->settings->connections_maximum || (limit > 0 && of_peer >= limit);
}

static void refuse(struct https_connection *connection, struct counter *why)
{
	counter_add(why, 1);
	connection->was_refused = true;
	https_connection_cut(connection);
}

static void let_in(struct https_connection *connection)
{
	connection->was_admitted = true;
	connection->list->admitted++;
}

/* A moment after it was accepted: only then does the stream have its socket. */
static void admit(struct https_connection *connection)
{
	int descriptor = bufferevent_getfd(connection->stream), on = 1;
	setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	bool known = read_peer(descriptor, &connection->peer);
	https_connection_enter(connection, CONNECTION_READING);
	if (!known || is_one_too_many(connection))
		refuse(connection, &connection->list->counts->refused);
	else if (!https_connection_may_ask(connection))
		refuse(connection, &connection->list->counts->too_fast);
	else
		let_in(connection);
}

static void deadline(int descriptor, short event, void *context)
{
	struct https_connection *connection = context;
	(void)descriptor;
	(void)event;
	if (connection->phase == CONNECTION_NEW) {
		admit(connection);
		return;
	}
	size_t what_it_did = connection->phase == CONNECTION_READING ? 0 : connection->phase == CONNECTION_WRITING ? 1 : 2;
	counter_add(&connection->list->counts->timed_out[what_it_did], 1);
	https_connection_cut(connection);
}

/* Handshake octets do not come by here: a connection is reading from the moment it is admitted. The first octets after a
 * pause start the clock for the next request. */
static void input_came(struct evbuffer *input, const struct evbuffer_cb_info *info, void *context)
{
	struct https_connection *connection = context;
	(void)input;
	if (info->n_added > 0 && connection->phase == CONNECTION_NEW)
		admit(connection); /* without a handshake a request may be faster than the timer */
	else if (info->n_added > 0 && connection->phase == CONNECTION_IDLE)
		https_connection_enter(connection, CONNECTION_READING);
}

static bool join_list(struct https_connection *connection, struct connection_list *list)
{
	connection->deadline = event_new(list->base, -1, 0, deadline, connection);
	if (!connection->deadline)
		return false;
	event_priority_set(connection->deadline, 0); /* who is one too many is not worth a handshake */
	connection->list = list;
	connection->link = &list->first;
	connection->next = list->first;
	if (list->first)
		list->first->link = &connection->next;
	list->first = connection;
	list->count++;
	counter_add(&list->counts->accepted, 1);
	counter_set(&list->counts->open, list->count);
	return true;
}

static struct bufferevent *open_tls(struct https_connection *connection, struct connection_list *list, struct tls_server *tls)
{
	SSL *ssl = tls_server_connection(tls, &connection->owner);
	if (!ssl) {
		free(connection);
		return NULL;
	}
	struct bufferevent *stream = join_list(connection, list)
		? bufferevent_openssl_socket_new(list->base, -1, ssl, BUFFEREVENT_SSL_ACCEPTING, BEV_OPT_CLOSE_ON_FREE)
		: NULL;
	if (stream)
		bufferevent_openssl_set_allow_dirty_shutdown(stream, 1);
	else
		SSL_free(ssl); /* and with it the connection */
	return stream;
}

static struct bufferevent *open_plain(struct https_connection *connection, struct connection_list *list)
{
	static const struct timeval interval = { 0, PLAIN_WATCH_MICROSECONDS };
	struct bufferevent *stream = bufferevent_socket_new(list->base, -1, BEV_OPT_CLOSE_ON_FREE);
	connection->watch = event_new(list->base, -1, EV_PERSIST, look_whether_gone, connection);
	if (stream && connection->watch && event_add(connection->watch, &interval) == 0 && join_list(connection, list)) {
		bufferevent_incref(stream);
		return stream;
	}
	if (stream)
		bufferevent_free(stream);
	if (connection->watch)
		event_free(connection->watch);
	free(connection);
	return NULL;
}

struct bufferevent *https_connection_stream(struct connection_list *list, struct tls_server *tls)
{
	struct https_connection *connection = calloc(1, sizeof *connection);
	if (!connection)
		return NULL;
	connection->owner.released = released;
	struct bufferevent *stream = tls ? open_tls(connection, list, tls) : open_plain(connection, list);
	if (!stream)
		return NULL;
	connection->stream = stream;
	evbuffer_add_cb(bufferevent_get_input(stream), input_came, connection);
	https_connection_enter(connection, CONNECTION_NEW);
	list->changed(list->context);
	return stream;
}

/* Plain connections are few: they come from this machine. */
struct https_connection *https_connection_of(const struct connection_list *list, const struct tls_server *tls,
                                             struct bufferevent *stream)
{
	if (tls)
		return (struct https_connection *)tls_connection_owner(tls, bufferevent_openssl_get_ssl(stream));
	struct https_connection *connection = list->first;
	while (connection && connection->stream != stream)
		connection = connection->next;
	return connection;
}

void connection_list_cut_idle(struct connection_list *list)
{
	struct https_connection *next;
	for (struct https_connection *connection = list->first; connection; connection = next) {
		next = connection->next;
		if (connection->phase == CONNECTION_IDLE)
			https_connection_cut(connection);
	}
}

void connection_list_release(struct connection_list *list)
{
	while (list->first) {
		struct https_connection *connection = list->first;
		list->first = connection->next;
		if (connection->next)
			connection->next->link = &list->first;
		event_free(connection->deadline);
		connection->deadline = NULL;
		connection->list = NULL;
		if (connection->watch) {
			event_free(connection->watch);
			bufferevent_decref(connection->stream);
			free(connection);
		}
	}
	list->count = list->admitted = 0;
}
