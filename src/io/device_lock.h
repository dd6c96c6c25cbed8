/* SPDX-License-Identifier: Apache-2.0 */
/* One user at a time for a modem: a lock on a file that is named after the device, in a folder for locks. The lock ends
 * with the process, however that ends. The file also keeps the number of the logical channel that is open, so that whoever
 * comes after a crash can close it: a modem keeps channels until it is switched off. */
#ifndef IO_DEVICE_LOCK_H
#define IO_DEVICE_LOCK_H

#include "base/bytes.h"
#include "base/status.h"

enum { DEVICE_FAILURE_SIZE = 320 };

/* All zero is no lock. */
struct device_lock {
	int file;         /* one higher than its descriptor */
	bool is_writable; /* the file is ours to write a note in */
	bool is_trusted;  /* it belongs to us or to root: what it says was written by one of us */
};

/* `folder`: without a slash at its end. `device`: links to it have the same lock. STATUS_NOT_FOUND: no such device;
 * STATUS_BUSY: another process has it; STATUS_IO. `failure` has a sentence then. */
enum status device_lock_take(const char *folder, const char *device, struct device_lock *out,
                             char failure[DEVICE_FAILURE_SIZE]) MUST_CHECK;
void device_lock_release(struct device_lock *lock);

/* The channel that the last one left open, at most 65535. False: none. */
bool device_lock_left_channel(const struct device_lock *lock, uint32_t *out) MUST_CHECK;

/* Nought: none is open. What cannot be written is left out: the lock holds without. */
void device_lock_note_channel(const struct device_lock *lock, uint32_t channel);

#endif
