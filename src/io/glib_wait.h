/* SPDX-License-Identifier: Apache-2.0 */
/* GLib's calls that end later, one at a time, as calls that wait. Each has a time-out of its own; a loop of events that
 * belongs to somebody else is not touched. */
#ifndef IO_GLIB_WAIT_H
#define IO_GLIB_WAIT_H

/* GLib's own names for its types, so that this page needs none of its headers. */
struct _GAsyncResult;
struct _GError;
struct _GMainContext;
struct _GObject;

/* All zero is none. */
struct glib_wait {
	struct _GMainContext *context;
	struct _GAsyncResult *result;
};

/* From here to the end, calls of this thread report to this wait. What the library `domain` would print is dropped: failures
 * come back as errors. */
void glib_wait_begin(struct glib_wait *wait, const char *domain);
void glib_wait_release(struct glib_wait *wait);

/* What a call is given as its callback, with the wait as user data. */
void glib_wait_done(struct _GObject *source, struct _GAsyncResult *result, void *wait);

/* The result of the call that was begun last, to be given back with g_object_unref(). */
struct _GAsyncResult *glib_wait_result(struct glib_wait *wait);

/* What a failure says, for a sentence; never NULL. */
const char *glib_wait_failure(const struct _GError *error);

#endif
