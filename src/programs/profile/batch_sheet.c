/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/profile/batch_sheet.h"

#include "io/qr_code.h"

static const char style[] =
	"@page{size:A4;margin:12mm}"
	"*{box-sizing:border-box}"
	"body{margin:0;font:10pt/1.35 system-ui,sans-serif;color:#000;background:#fff}"
	"h1{font-size:14pt;margin:0 0 4mm}"
	"main{display:grid;grid-template-columns:1fr 1fr}"
	"section{display:grid;grid-template-columns:38mm 1fr;gap:4mm;align-items:center;padding:5mm;height:66mm;"
	"border:.2mm dashed #999;break-inside:avoid}"
	"svg{width:38mm;height:38mm}"
	"h2{font-size:11pt;margin:0 0 2mm}"
	"p{margin:0 0 1mm}"
	"code{font:8pt/1.3 ui-monospace,monospace;overflow-wrap:anywhere}"
	"@media screen{body{max-width:210mm;margin:8mm auto;padding:0 4mm}}";

static enum status put_text(struct buffer *out, struct text text)
{
	for (size_t i = 0; i < text.size; i++) {
		char c = text.data[i];
		const char *entity = c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : NULL;
		TRY(entity ? buffer_append_text(out, text_from(entity)) : buffer_append_octet(out, (uint8_t)c));
	}
	return STATUS_OK;
}

static enum status put_line(struct buffer *out, const char *before, struct text text, const char *after)
{
	TRY(buffer_append_text(out, text_from(before)));
	TRY(put_text(out, text));
	return buffer_append_text(out, text_from(after));
}

enum status batch_sheet_begin(struct text title, struct buffer *out)
{
	static const char head[] = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>";
	TRY(put_line(out, head, title, "</title>\n<style>"));
	TRY(put_line(out, "", text_from(style), "</style></head>\n<body>\n"));
	return put_line(out, "<h1>", title, "</h1>\n<main>\n");
}

enum status batch_sheet_card(const struct batch_card *card, struct buffer *out)
{
	TRY(buffer_append_text(out, TEXT("<section>")));
	TRY(qr_code_svg(card->code, out));
	TRY(put_line(out, "<div><h2>", card->title, "</h2>"));
	TRY(put_line(out, "<p>ICCID ", card->iccid, "</p>"));
	if (card->imsi.size > 0)
		TRY(put_line(out, "<p>IMSI ", card->imsi, "</p>"));
	if (card->has_confirmation_code)
		TRY(buffer_append_text(out, TEXT("<p>A confirmation code will be asked for.</p>")));
	return put_line(out, "<code>", card->code, "</code></div></section>\n");
}

enum status batch_sheet_end(struct buffer *out)
{
	return buffer_append_text(out, TEXT("</main>\n</body></html>\n"));
}
