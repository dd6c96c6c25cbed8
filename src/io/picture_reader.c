/* SPDX-License-Identifier: Apache-2.0 */
#include "io/picture_reader.h"

#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>
#include <zbar.h>

/* One octet a pixel, black is nought; owned. */
struct grey {
	uint8_t *pixels;
	size_t width, height;
};

static void grey_release(struct grey *grey)
{
	free(grey->pixels);
}

static enum status grey_make(struct grey *grey, size_t width, size_t height)
{
	if (width == 0 || height == 0)
		return STATUS_MALFORMED;
	if (width > PICTURE_PIXELS_MAXIMUM / height)
		return STATUS_TOO_LARGE;
	grey->pixels = malloc(width * height);
	grey->width = width;
	grey->height = height;
	return grey->pixels ? STATUS_OK : STATUS_NO_MEMORY;
}

/* ---- PNG ---- */

/* What is transparent counts as paper. */
static enum status read_png(struct bytes file, struct grey *out)
{
	static const png_color paper = { 255, 255, 255 };
	png_image image = { .version = PNG_IMAGE_VERSION };
	if (!png_image_begin_read_from_memory(&image, file.data, file.size))
		return STATUS_MALFORMED;
	image.format = PNG_FORMAT_GRAY;
	enum status status = grey_make(out, image.width, image.height);
	if (status == STATUS_OK && !png_image_finish_read(&image, &paper, out->pixels, 0, NULL))
		status = STATUS_MALFORMED;
	png_image_free(&image);
	return status;
}

/* ---- JPEG ---- */

/* libjpeg tells a failure by a function that must not return. */
struct jpeg_trouble {
	struct jpeg_error_mgr manager; /* first: libjpeg has a pointer to this */
	jmp_buf way_out;
};

static void leave(j_common_ptr decoder)
{
	longjmp(((struct jpeg_trouble *)decoder->err)->way_out, 1);
}

static void say_nothing(j_common_ptr decoder)
{
	(void)decoder;
}

static enum status read_rows(struct jpeg_decompress_struct *decoder, struct grey *out)
{
	jpeg_read_header(decoder, TRUE);
	decoder->out_color_space = JCS_GRAYSCALE;
	jpeg_calc_output_dimensions(decoder);
	TRY(grey_make(out, decoder->output_width, decoder->output_height));
	jpeg_start_decompress(decoder);
	while (decoder->output_scanline < decoder->output_height) {
		JSAMPROW row = out->pixels + (size_t)decoder->output_scanline * out->width;
		jpeg_read_scanlines(decoder, &row, 1);
	}
	jpeg_finish_decompress(decoder);
	return STATUS_OK;
}

/* Damage inside the picture is only a warning there: half of a code may still be read, and its own check digits decide. */
static enum status read_jpeg(struct bytes file, struct grey *out)
{
	struct jpeg_decompress_struct decoder;
	struct jpeg_trouble trouble;
	volatile enum status status = STATUS_MALFORMED;
	decoder.err = jpeg_std_error(&trouble.manager);
	trouble.manager.error_exit = leave;
	trouble.manager.output_message = say_nothing;
	if (setjmp(trouble.way_out) == 0) {
		jpeg_create_decompress(&decoder);
		jpeg_mem_src(&decoder, file.data, file.size);
		status = read_rows(&decoder, out);
	}
	jpeg_destroy_decompress(&decoder);
	return status;
}

/* ---- codes ---- */

static enum status take_symbol(const zbar_symbol_t *symbol, struct arena *arena, struct picture_codes *out)
{
	struct text text = { zbar_symbol_get_data(symbol), zbar_symbol_get_data_length(symbol) };
	if (out->count == PICTURE_CODES_MAXIMUM)
		return STATUS_OK;
	TRY(arena_copy_text(arena, text, &out->texts[out->count]));
	out->count++;
	return STATUS_OK;
}

static enum status scan(zbar_image_scanner_t *scanner, const struct grey *grey, struct arena *arena,
                        struct picture_codes *out)
{
	enum status status = STATUS_OK;
	zbar_image_t *image = zbar_image_create();
	if (!image)
		return STATUS_NO_MEMORY;
	zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
	zbar_image_set_size(image, (unsigned)grey->width, (unsigned)grey->height);
	zbar_image_set_data(image, grey->pixels, grey->width * grey->height, NULL);
	if (zbar_scan_image(scanner, image) < 0)
		status = STATUS_NO_MEMORY;
	for (const zbar_symbol_t *symbol = zbar_image_first_symbol(image); symbol && status == STATUS_OK;
	     symbol = zbar_symbol_next(symbol))
		status = take_symbol(symbol, arena, out);
	zbar_image_destroy(image);
	return status;
}

static void invert(struct grey *grey)
{
	for (size_t i = 0; i < grey->width * grey->height; i++)
		grey->pixels[i] = (uint8_t)~grey->pixels[i];
}

/* Screens in dark colours show codes that are light on dark. */
static enum status find_codes(struct grey *grey, struct arena *arena, struct picture_codes *out)
{
	zbar_image_scanner_t *scanner = zbar_image_scanner_create();
	if (!scanner)
		return STATUS_NO_MEMORY;
	zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
	zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
	enum status status = scan(scanner, grey, arena, out);
	if (status == STATUS_OK && out->count == 0) {
		invert(grey);
		status = scan(scanner, grey, arena, out);
	}
	zbar_image_scanner_destroy(scanner);
	return status;
}

enum status picture_reader_read(struct bytes picture, bool is_png, struct arena *arena, struct picture_codes *out)
{
	AUTO(grey) grey = { 0 };
	struct picture_codes codes = { 0 };
	TRY(is_png ? read_png(picture, &grey) : read_jpeg(picture, &grey));
	TRY(find_codes(&grey, arena, &codes));
	*out = codes;
	return STATUS_OK;
}
