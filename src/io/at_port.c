/* SPDX-License-Identifier: Apache-2.0 */
#include "io/at_port.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static int descriptor(const struct at_port *port)
{
	return port->file - 1;
}

static int64_t now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* ---- opening ---- */

static bool find_speed(unsigned speed, speed_t *out)
{
	static const struct {
		unsigned speed;
		speed_t code;
	} speeds[] = {
		{ 0, B115200 },     { 9600, B9600 },     { 19200, B19200 },   { 38400, B38400 },   { 57600, B57600 },
		{ 115200, B115200 }, { 230400, B230400 }, { 460800, B460800 }, { 921600, B921600 },
	};
	for (size_t i = 0; i < ARRAY_SIZE(speeds); i++)
		if (speeds[i].speed == speed) {
			*out = speeds[i].code;
			return true;
		}
	return false;
}

static enum status set_up(struct at_port *port, unsigned speed)
{
	struct termios raw;
	speed_t code;
	if (!find_speed(speed, &code) || tcgetattr(descriptor(port), &port->before) != 0)
		return STATUS_UNSUPPORTED;
	raw = port->before;
	cfmakeraw(&raw);
	raw.c_cflag |= CLOCAL | CREAD;
	raw.c_cflag &= ~(tcflag_t)HUPCL; /* a modem may take a falling DTR for the order to hang up */
	cfsetspeed(&raw, code);
	if (tcsetattr(descriptor(port), TCSANOW, &raw) != 0)
		return STATUS_IO;
	ioctl(descriptor(port), TIOCEXCL);
	tcflush(descriptor(port), TCIOFLUSH);
	return STATUS_OK;
}

static enum status explain(enum status status, const char *path, char failure[AT_FAILURE_SIZE])
{
	const char *why = strerror(errno);
	if (status == STATUS_REFUSED)
		why = "you may not use it: join the group dialout";
	else if (status == STATUS_BUSY)
		why = "another program has it for itself: end that one (ModemManager, a terminal)";
	else if (status == STATUS_UNSUPPORTED)
		why = "it is no serial port, or cannot have that speed";
	snprintf(failure, AT_FAILURE_SIZE, "The modem's port %.120s cannot be opened: %s.", path, why);
	return status;
}

enum status at_port_open(const char *path, unsigned speed, struct at_port *out, char failure[AT_FAILURE_SIZE])
{
	AUTO(at_port) port = { .lines = at_lines() };
	port.file = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC) + 1;
	if (!port.file)
		return explain(errno == EACCES || errno == EPERM ? STATUS_REFUSED
		               : errno == EBUSY                  ? STATUS_BUSY
		                                                 : STATUS_IO,
		               path, failure);
	enum status status = set_up(&port, speed);
	if (status != STATUS_OK) {
		close(descriptor(&port));
		port.file = 0;
		return explain(status, path, failure);
	}
	*out = port;
	port = (struct at_port){ 0 };
	return STATUS_OK;
}

void at_port_release(struct at_port *port)
{
	if (port->file) {
		ioctl(descriptor(port), TIOCNXCL);
		tcsetattr(descriptor(port), TCSANOW, &port->before);
		close(descriptor(port));
		port->file = 0;
	}
	at_lines_release(&port->lines);
}

/* ---- waiting ---- */

static enum at_ending wait_for(struct at_port *port, short events, int64_t deadline)
{
	struct pollfd wait = { .fd = descriptor(port), .events = events };
	for (;;) {
		int64_t left = deadline - now();
		int count = left > 0 ? poll(&wait, 1, (int)left) : 0;
		if (count < 0 && errno == EINTR)
			continue;
		if (count == 0)
			return AT_SILENT;
		return count > 0 && wait.revents & events ? AT_OK : AT_HUNG_UP;
	}
}

static enum at_ending send_all(struct at_port *port, struct bytes octets, int64_t deadline)
{
	while (octets.size > 0) {
		enum at_ending ending = wait_for(port, POLLOUT, deadline);
		if (ending != AT_OK)
			return ending;
		ssize_t count = write(descriptor(port), octets.data, octets.size);
		if (count < 0 && errno != EAGAIN && errno != EINTR)
			return AT_HUNG_UP;
		octets = bytes_after(octets, count > 0 ? (size_t)count : 0);
	}
	return AT_OK;
}

static enum at_ending receive(struct at_port *port, int64_t deadline)
{
	uint8_t piece[4096];
	enum at_ending ending = wait_for(port, POLLIN, deadline);
	if (ending != AT_OK)
		return ending;
	ssize_t count = read(descriptor(port), piece, sizeof piece);
	if (count < 0 && (errno == EAGAIN || errno == EINTR))
		return AT_OK;
	if (count <= 0)
		return AT_HUNG_UP;
	at_lines_add(&port->lines, bytes_from(piece, (size_t)count));
	return AT_OK;
}

struct at_answer at_port_command(struct at_port *port, struct text command, const char *prefix, int milliseconds)
{
	struct at_answer answer = { .ending = AT_OK, .code = AT_CODE_NONE };
	int64_t deadline = now() + milliseconds;
	bool is_done = false;
	at_lines_clear(&port->lines);
	tcflush(descriptor(port), TCIFLUSH);
	answer.ending = send_all(port, text_bytes(command), deadline);
	if (answer.ending == AT_OK)
		answer.ending = send_all(port, text_bytes(TEXT("\r")), deadline);
	while (answer.ending == AT_OK && !is_done) {
		answer.ending = receive(port, deadline);
		if (answer.ending == AT_OK)
			is_done = at_lines_look(&port->lines, prefix, &answer);
	}
	return answer;
}
