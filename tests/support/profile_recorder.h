/* SPDX-License-Identifier: Apache-2.0 */
/* A profile builder that writes down what it is told, as a card would end up: files with their bodies, PINs, keys. */
#ifndef TESTS_SUPPORT_PROFILE_RECORDER_H
#define TESTS_SUPPORT_PROFILE_RECORDER_H

#include "base/arena.h"
#include "base/buffer.h"
#include "profile_package/builder.h"

enum { RECORDED_FILES = 1024, RECORDED_CODES = 64, RECORDED_AKAS = 8 };

struct recorded_file {
	struct new_file plan;       /* views in the recorder's arena */
	struct file_path path;      /* its own */
	uint8_t *body;
	size_t body_size;
	bool is_filled;
};

struct recorded_pin {
	struct file_path context;
	struct new_pin pin;
};

struct profile_recorder {
	struct profile_builder builder; /* give &recorder->builder to the interpreter */
	struct arena arena;
	struct profile_header header;
	struct recorded_file files[RECORDED_FILES];
	size_t file_count;
	struct recorded_pin pins[RECORDED_CODES];
	size_t pin_count;
	struct new_puk puks[RECORDED_CODES];
	size_t puk_count;
	struct new_aka akas[RECORDED_AKAS];
	size_t aka_count;
	size_t shared_pin_contexts;
	struct buffer kept;             /* all kept elements, objects, keys and contents, one after the other */
	size_t kept_count, object_count, key_count;
	bool has_header, ended;
	size_t calls;
};

/* In place; *recorder is large: make it static or on the heap. */
void profile_recorder_init(struct profile_recorder *recorder);
void profile_recorder_release(struct profile_recorder *recorder);

/* "7F10/5F3A/4F30", ADFs by temporary identifier, "" for the MF. NULL: no such file. */
const struct recorded_file *profile_recorder_find(const struct profile_recorder *recorder, const char *path);

/* Everything, one line a fact: to compare two runs. */
enum status profile_recorder_print(const struct profile_recorder *recorder, struct buffer *out) MUST_CHECK;

#endif
