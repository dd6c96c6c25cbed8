/* SPDX-License-Identifier: Apache-2.0 */
#include "io/glib_wait.h"

#include <gio/gio.h>

static void drop(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer ignored)
{
	(void)domain, (void)level, (void)message, (void)ignored;
}

void glib_wait_begin(struct glib_wait *wait, const char *domain)
{
	g_log_set_handler(domain, G_LOG_LEVEL_MASK, drop, NULL);
	*wait = (struct glib_wait){ .context = g_main_context_new() };
	g_main_context_push_thread_default(wait->context);
}

/* What is still to be freed by the loop is freed. */
void glib_wait_release(struct glib_wait *wait)
{
	if (!wait->context)
		return;
	while (g_main_context_iteration(wait->context, FALSE))
		;
	g_main_context_pop_thread_default(wait->context);
	g_main_context_unref(wait->context);
	g_clear_object(&wait->result);
	*wait = (struct glib_wait){ 0 };
}

void glib_wait_done(GObject *source, GAsyncResult *result, gpointer wait)
{
	(void)source;
	((struct glib_wait *)wait)->result = g_object_ref(result);
}

GAsyncResult *glib_wait_result(struct glib_wait *wait)
{
	while (!wait->result)
		g_main_context_iteration(wait->context, TRUE);
	return g_steal_pointer(&wait->result);
}

const char *glib_wait_failure(const GError *error)
{
	return error && error->message ? error->message : "no reason is given";
}
