/* SPDX-License-Identifier: Apache-2.0 */
/* provisim-pki: the certificates that let the parts trust each other. */
#include "programs/pki/commands.h"

static const struct command commands[] = {
	{ .name = "init", .arguments = "FOLDER", .options = pki_init_options, .run = pki_init,
	  .help = "make a whole test PKI: CI, EUM, eUICC, SM-DP+, SM-DS",
	  .details = "Writes a certificate (.pem) and a private key (.key, readable by its owner only) for each of ci, eum, "
	             "euicc, dpauth, dppb, dptls, dsauth and dstls, with the contents that SGP.22 and SGP.26 ask for. Nothing "
	             "is overwritten without --force." },
	{ .name = "issue", .arguments = "KIND", .options = pki_issue_options, .run = pki_issue,
	  .help = "issue one more certificate under a CI or EUM",
	  .details = "KIND is eum, dpauth, dppb, dptls, dsauth or dstls, issued by the CI; or euicc, issued by an EUM. --ca, "
	             "--ca-key and --out must be given, and --eid for a card." },
	{ .name = "crl", .arguments = "[FILE|SERIAL…]", .options = pki_crl_options, .run = pki_crl,
	  .help = "revoke certificates: a list for the setting crl of a server",
	  .details = "Lists certificate files, or serial numbers in hexadecimal; none at all makes an empty list. --ca, --ca-key and "
	             "--out must be given." },
	{ .name = "show", .arguments = "FILE", .run = pki_show, .help = "what a certificate or a revocation list says" },
	{ .name = "check", .arguments = "FOLDER|FILE…", .options = pki_check_options, .run = pki_check,
	  .help = "check every chain, role, date and key",
	  .details = "Takes a folder, whose files must be what their names say, or certificate files, each taken for what it "
	             "says it is. The private key of NAME.pem is looked for in NAME.key. A card's certificate needs its maker's "
	             "(EUM) among the files. Revocation lists of the CI among the files are believed." },
	{ 0 },
};

static const struct program program = {
	.name = "provisim-pki",
	.spoken = "provisim pki",
	.json_type = "pki",
	.help = "test certificates: make, issue, show, check",
	.commands = commands,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}
