/* SPDX-License-Identifier: Apache-2.0 */
#include "io/card_driver.h"

#include <dlfcn.h>
#include <stdio.h>

enum { NAME_SIZE = 64 };

/* Found beside the program, by its run path. Never unloaded: GLib keeps pointers into whatever registered a type. */
static void *load(const char *kind)
{
	char name[NAME_SIZE];
	snprintf(name, sizeof name, "provisim-%s.so", kind);
	return dlopen(name, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
}

bool card_driver_is_there(const char *kind)
{
	void *module = load(kind);
	if (module)
		dlclose(module);
	return module != NULL;
}

enum status card_driver_open(const char *kind, const struct card_device_choice *choice, struct card_reader *out,
                             char failure[CARD_FAILURE_SIZE])
{
	char name[NAME_SIZE];
	card_driver_open_function *open = NULL;
	void *module = load(kind);
	snprintf(name, sizeof name, "card_%s_open", kind);
	if (module)
		*(void **)&open = dlsym(module, name);
	if (!open) {
		snprintf(failure, CARD_FAILURE_SIZE, "There is no driver for \"%s\" here: see \"driver list\" (%.240s).",
		         kind, dlerror());
		return STATUS_UNSUPPORTED;
	}
	return open(choice, out, failure);
}
