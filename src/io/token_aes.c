/* SPDX-License-Identifier: Apache-2.0 */
#include "io/token_aes.h"

#include <dlfcn.h>
#include <p11-kit/pkcs11.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/secret.h"

enum { KEYS_MAXIMUM = 16, IDLE_MAXIMUM = 16, IV_SIZE = 12, TAG_SIZE = 16, KEY_SIZE = 32, DATA_MAXIMUM = 256 };

struct aes_key {
	struct token_secret_key head;
	struct token_aes *token;
	CK_OBJECT_HANDLE object;
};

/* A session does one thing at a time: threads take one that is idle, or open another. */
struct token_aes {
	void *module;
	CK_FUNCTION_LIST *calls;
	CK_SLOT_ID slot;
	pthread_mutex_t lock;
	CK_SESSION_HANDLE idle[IDLE_MAXIMUM];
	size_t idle_count;
	struct aes_key keys[KEYS_MAXIMUM];
	size_t key_count;
};

struct token_aes *token_aes_open(const char *module, unsigned long slot)
{
	struct token_aes *aes = calloc(1, sizeof *aes);
	CK_C_GetFunctionList list = NULL;
	if (!aes)
		return NULL;
	aes->slot = slot;
	pthread_mutex_init(&aes->lock, NULL);
	aes->module = dlopen(module, RTLD_NOW | RTLD_LOCAL);
	if (aes->module)
		*(void **)&list = dlsym(aes->module, "C_GetFunctionList");
	if (list && list(&aes->calls) == CKR_OK)
		return aes;
	token_aes_close(aes);
	return NULL;
}

void token_aes_close(struct token_aes *aes)
{
	if (!aes)
		return;
	for (size_t i = 0; i < aes->idle_count; i++)
		aes->calls->C_CloseSession(aes->idle[i]);
	pthread_mutex_destroy(&aes->lock);
	if (aes->module)
		dlclose(aes->module);
	free(aes);
}

/* ---- sessions ---- */

static enum status take_session(struct token_aes *aes, CK_SESSION_HANDLE *out)
{
	bool found = false;
	pthread_mutex_lock(&aes->lock);
	if (aes->idle_count > 0) {
		*out = aes->idle[--aes->idle_count];
		found = true;
	}
	pthread_mutex_unlock(&aes->lock);
	if (found || aes->calls->C_OpenSession(aes->slot, CKF_SERIAL_SESSION, NULL, NULL, out) == CKR_OK)
		return STATUS_OK;
	return STATUS_IO;
}

/* One in which something failed may be in any state, or gone with the token. */
static void give_session(struct token_aes *aes, CK_SESSION_HANDLE session, bool good)
{
	pthread_mutex_lock(&aes->lock);
	bool kept = good && aes->idle_count < IDLE_MAXIMUM;
	if (kept)
		aes->idle[aes->idle_count++] = session;
	pthread_mutex_unlock(&aes->lock);
	if (!kept)
		aes->calls->C_CloseSession(session);
}

/* ---- work ---- */

/* Into memory of our own, with room for the tag also when it is taken off: some tokens want it. */
static CK_RV work(const struct aes_key *key, CK_SESSION_HANDLE session, bool seal, CK_MECHANISM *mechanism, struct bytes in,
                  uint8_t *out, CK_ULONG *size)
{
	CK_FUNCTION_LIST *calls = key->token->calls;
	CK_BYTE_PTR data = (CK_BYTE_PTR)in.data;
	CK_RV result = seal ? calls->C_EncryptInit(session, mechanism, key->object)
	                    : calls->C_DecryptInit(session, mechanism, key->object);
	if (result != CKR_OK)
		return result;
	return seal ? calls->C_Encrypt(session, data, in.size, out, size)
	            : calls->C_Decrypt(session, data, in.size, out, size);
}

static enum status run(struct token_secret_key *head, bool seal, const uint8_t *iv, struct bytes about, struct bytes in,
                       uint8_t *out)
{
	struct aes_key *key = (struct aes_key *)head;
	CK_GCM_PARAMS parameters = {
		.iv_ptr = (unsigned char *)iv,
		.iv_len = IV_SIZE,
		.iv_bits = IV_SIZE * 8,
		.aad_ptr = (unsigned char *)about.data,
		.aad_len = about.size,
		.tag_bits = TAG_SIZE * 8,
	};
	CK_MECHANISM mechanism = { CKM_AES_GCM, &parameters, sizeof parameters };
	CK_SESSION_HANDLE session;
	uint8_t room[DATA_MAXIMUM + TAG_SIZE];
	CK_ULONG size = sizeof room;
	if (in.size > DATA_MAXIMUM || (!seal && in.size < TAG_SIZE))
		return STATUS_MALFORMED;
	CK_ULONG wanted = seal ? in.size + TAG_SIZE : in.size - TAG_SIZE;
	TRY(take_session(key->token, &session));
	CK_RV result = work(key, session, seal, &mechanism, in, room, &size);
	give_session(key->token, session, result == CKR_OK);
	if (result == CKR_OK && size == wanted)
		memcpy(out, room, wanted);
	wipe(room, sizeof room);
	if (result == CKR_OK && size == wanted)
		return STATUS_OK;
	/* Tokens disagree on how to call a tag that does not hold: what is not about the token or its session is that. */
	bool token_trouble = result == CKR_DEVICE_ERROR || result == CKR_DEVICE_REMOVED || result == CKR_TOKEN_NOT_PRESENT ||
	                     result == CKR_SESSION_HANDLE_INVALID || result == CKR_USER_NOT_LOGGED_IN ||
	                     result == CKR_KEY_HANDLE_INVALID || result == CKR_DEVICE_MEMORY;
	return seal || token_trouble ? STATUS_IO : STATUS_UNTRUSTED;
}

/* ---- keys ---- */

static CK_RV search(struct token_aes *aes, CK_SESSION_HANDLE session, const struct token_uri *uri, CK_OBJECT_HANDLE *out,
                    CK_ULONG *out_count)
{
	CK_OBJECT_CLASS class = CKO_SECRET_KEY;
	CK_KEY_TYPE type = CKK_AES;
	CK_ATTRIBUTE template[4] = {
		{ CKA_CLASS, &class, sizeof class },
		{ CKA_KEY_TYPE, &type, sizeof type },
	};
	CK_ULONG count = 2;
	if (*uri->object)
		template[count++] = (CK_ATTRIBUTE){ CKA_LABEL, (void *)uri->object, strlen(uri->object) };
	if (uri->id_size > 0)
		template[count++] = (CK_ATTRIBUTE){ CKA_ID, (void *)uri->id, uri->id_size };
	CK_RV result = aes->calls->C_FindObjectsInit(session, template, count);
	if (result != CKR_OK)
		return result;
	result = aes->calls->C_FindObjects(session, out, 2, out_count);
	aes->calls->C_FindObjectsFinal(session);
	return result;
}

static bool has_right_size(struct token_aes *aes, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object)
{
	CK_ULONG size = 0;
	CK_ATTRIBUTE length = { CKA_VALUE_LEN, &size, sizeof size };
	return aes->calls->C_GetAttributeValue(session, object, &length, 1) == CKR_OK && size == KEY_SIZE;
}

static enum status find(struct token_aes *aes, CK_SESSION_HANDLE session, const struct token_uri *uri,
                        CK_OBJECT_HANDLE *out, char why[TOKEN_FAULT_SIZE])
{
	CK_OBJECT_HANDLE objects[2];
	CK_ULONG count = 0;
	if (search(aes, session, uri, objects, &count) != CKR_OK) {
		snprintf(why, TOKEN_FAULT_SIZE, "the token does not answer");
		return STATUS_IO;
	}
	if (count != 1 || !has_right_size(aes, session, objects[0])) {
		snprintf(why, TOKEN_FAULT_SIZE, "the token has %s AES key of 256 bits",
		         count > 1 ? "more than one such" : "no such");
		return STATUS_NOT_FOUND;
	}
	*out = objects[0];
	return STATUS_OK;
}

static enum status keep(struct token_aes *aes, CK_OBJECT_HANDLE object, struct token_secret_key **out)
{
	size_t place = 0;
	while (place < aes->key_count && aes->keys[place].object != object)
		place++;
	if (place == KEYS_MAXIMUM)
		return STATUS_TOO_LARGE;
	if (place == aes->key_count)
		aes->keys[aes->key_count++] = (struct aes_key){ { run }, aes, object };
	*out = &aes->keys[place].head;
	return STATUS_OK;
}

enum status token_aes_find(struct token_aes *aes, const struct token_uri *uri, struct token_secret_key **out,
                           char why[TOKEN_FAULT_SIZE])
{
	CK_SESSION_HANDLE session;
	CK_OBJECT_HANDLE object;
	enum status status = take_session(aes, &session);
	if (status != STATUS_OK) {
		snprintf(why, TOKEN_FAULT_SIZE, "the token does not answer");
		return status;
	}
	status = find(aes, session, uri, &object, why);
	give_session(aes, session, status != STATUS_IO);
	return status == STATUS_OK ? keep(aes, object, out) : status;
}
